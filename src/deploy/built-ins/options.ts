/**
 * Reads the options of a section by a table of their types, into the options of a function.
 *
 * @module
 */
import { unknownName } from '../../collections/unknown-name.ts';
import { DeployError, reasonOf } from '../deploy-error.ts';
import type { Conf } from '../settings.ts';

/** Reads the text of an option; `here` is the folder that paths and references are relative to. */
export type Read<T> = (value: string, here: string) => T | Promise<T>;

/** A required option. */
export type NeededRead<T> = Read<T> & { readonly isNeeded: true };

/** Options with a common prefix and a dot: `cookie.path`. */
export interface Group<Shape extends Schema = Schema, Other = unknown, Instead = unknown> {
  readonly schema: Shape;
  /** Reads options whose names are not in the schema. */
  readonly others: Read<Other> | undefined;
  /** Reads the bare name, if that may be used instead of the group. */
  readonly instead: Read<Instead> | undefined;
}

/** The options that a section may have. */
export interface Schema {
  readonly [option: string]: Read<unknown> | Group;
}

type Value<Item> =
  Item extends Group<infer Shape, infer Other, infer Instead>
    ? Options<Shape, Other> | Instead
    : Item extends (value: string, here: string) => infer Result
      ? Awaited<Result>
      : never;
type Needed<Shape extends Schema> = {
  [Name in keyof Shape]: Shape[Name] extends { readonly isNeeded: true } ? Name : never;
}[keyof Shape];

/** The options that a schema produces; those that are not written are absent. */
export type Options<Shape extends Schema, Other = never> = {
  [Name in Needed<Shape>]: Value<Shape[Name]>;
} & { [Name in Exclude<keyof Shape, Needed<Shape>>]?: Value<Shape[Name]> } & ([Other] extends [never]
    ? unknown
    : Readonly<Record<string, Other>>);

/** A required option. */
export function needed<T>(read: Read<T>): NeededRead<T> {
  return Object.assign((value: string, here: string) => read(value, here), { isNeeded: true } as const);
}

/** Options below a name; with `others`, any further ones. */
export function group<Shape extends Schema, Other = never>(
  schema: Shape,
  others?: Read<Other>,
): Group<Shape, Other, never> {
  return { schema, others, instead: undefined };
}

/** Options below a name, or `NAME = false`. */
export function groupOrFalse<Shape extends Schema, Other = never>(
  schema: Shape,
  others?: Read<Other>,
): Group<Shape, Other, false> {
  return { schema, others, instead: isFalse };
}

/** Options below a name, or the value of the bare name. */
export function groupOr<Shape extends Schema, Instead>(
  schema: Shape,
  instead: Read<Instead>,
): Group<Shape, never, Instead> {
  return { schema, others: undefined, instead };
}

/**
 * Reads the options of a section.
 *
 * @throws DeployError `bad-value`, which names the option, for an unknown option, a missing one, and a value that
 * cannot be read.
 */
export async function readOptions<Shape extends Schema, Other = never>(
  schema: Shape,
  globalConf: Conf,
  localConf: Conf,
  others?: Read<Other>,
): Promise<Options<Shape, Other>> {
  const entries = Object.entries(localConf).map(([option, value]) => ({ name: option, option, value }));
  return (await readGroup(group(schema, others), '', entries, globalConf.here ?? '.')) as Options<
    Shape,
    Other
  >;
}

/** An option: its name, its name inside its group, and its value. */
interface Entry {
  readonly option: string;
  readonly name: string;
  readonly value: string;
}

async function readGroup(
  { schema, others }: Group,
  prefix: string,
  entries: readonly Entry[],
  here: string,
): Promise<object> {
  const options: Record<string, unknown> = Object.create(null);
  const groups = new Map<string, { readonly group: Group; readonly inner: Entry[] }>();
  for (const { option, name, value } of entries) {
    const item = Object.hasOwn(schema, name) ? schema[name] : undefined;
    const read = typeof item === 'function' ? item : item?.instead;
    const [head = ''] = name.split('.', 1);
    const around = head !== name && Object.hasOwn(schema, head) ? schema[head] : undefined;
    if (read) {
      options[name] = await readOption(read, option, value, here);
    } else if (typeof around === 'object') {
      const known = groups.get(head) ?? { group: around, inner: [] };
      known.inner.push({ option, name: name.slice(head.length + 1), value });
      groups.set(head, known);
    } else if (others) {
      options[name] = await readOption(others, option, value, here);
    } else {
      const reason = unknownName('option', option, namesIn(schema, prefix)).message;
      throw new DeployError('bad-value', reason, { option });
    }
  }
  for (const [name, { group, inner }] of groups) {
    options[name] = await readGroup(group, `${prefix}${name}.`, inner, here);
  }
  const missing = Object.keys(schema).find((name) => isNeeded(schema[name]) && !(name in options));
  if (missing === undefined) return options;
  throw new DeployError('bad-value', 'it is missing', { option: prefix + missing });
}

/** The names of options; those of a group begin with its name. */
function namesIn(schema: Schema, prefix: string): string[] {
  return Object.entries(schema).flatMap(([name, item]) =>
    typeof item === 'function' ? [prefix + name] : namesIn(item.schema, `${prefix}${name}.`),
  );
}

function isFalse(value: string): false {
  if (value.trim() === 'false') return false;
  throw new DeployError('bad-value', `${JSON.stringify(value)} is not false`);
}

function isNeeded(item: Schema[string] | undefined): boolean {
  return typeof item === 'function' && 'isNeeded' in item;
}

async function readOption(
  read: Read<unknown>,
  option: string,
  value: string,
  here: string,
): Promise<unknown> {
  try {
    return await read(value, here);
  } catch (error) {
    throw new DeployError('bad-value', reasonOf(error), { option }, error);
  }
}
