/**
 * The options of a section as those of a function: read by a table that says what each is.
 *
 * @module
 */
import path from 'node:path';
import { asBoolean, asInteger, asList } from '../converters.ts';
import { DeployError, messageOf } from '../deploy-error.ts';
import type { Conf } from '../settings.ts';

/** How the text of an option is read; `here` is the folder that paths are relative to. */
type Read<T> = (value: string, here: string) => T;

/** The options that a section may have. */
type Schema = Readonly<Record<string, Read<unknown>>>;

/** What the options of a schema give; those that are not written are absent. */
type Options<Shape extends Schema> = { -readonly [Name in keyof Shape]?: ReturnType<Shape[Name]> };

export const text: Read<string> = (value) => value;
export const boolean: Read<boolean> = asBoolean;
export const integer: Read<number> = asInteger;
export const words: Read<string[]> = (value) => asList(value);
/** A path: relative ones are relative to the configuration's folder. */
export const file: Read<string> = (value, here) => path.resolve(here, value);

/** A port, from 0 to 65535. */
export const port: Read<number> = (value) => {
  const number = asInteger(value);
  if (number < 0 || number > 65_535) throw new DeployError('bad-value', `${number} is not a port`);
  return number;
};

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Read<Word> {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) {
      throw new DeployError('bad-value', `${JSON.stringify(value)} is not ${words.join(' or ')}`);
    }
    return found;
  };
}

/** An option of the original that has no effect here; a warning says so where it is written. */
export function ignored(name: string): Read<undefined> {
  return () => {
    const message = `the option ${name} has no effect here`;
    process.emitWarning(message, { type: 'DeployWarning', code: 'WHEATPASTE_DEPLOY' });
    return undefined;
  };
}

/**
 * Reads the options of a section.
 *
 * @throws DeployError `bad-value`, which names the option, for an unknown one and for a value that cannot be read.
 */
export function readOptions<Shape extends Schema>(
  schema: Shape,
  globalConf: Conf,
  localConf: Conf,
): Options<Shape> {
  const options: Options<Shape> = {};
  for (const [option, value] of Object.entries(localConf)) {
    if (!isKey(schema, option)) {
      const reason = `there is no such option: ${Object.keys(schema).join(', ')} are known`;
      throw new DeployError('bad-value', reason, { option });
    }
    Object.assign(options, { [option]: readOption(schema, option, value, globalConf.here ?? '.') });
  }
  return options;
}

/** An option without which nothing can be made. */
export function required<T>(value: T | undefined, option: string): T {
  if (value === undefined) throw new DeployError('bad-value', `the option ${option} is missing`);
  return value;
}

function isKey<Shape extends Schema>(schema: Shape, option: string): option is keyof Shape & string {
  return Object.hasOwn(schema, option);
}

function readOption(schema: Schema, option: string, value: string, here: string): unknown {
  try {
    return schema[option]?.(value, here);
  } catch (error) {
    throw new DeployError('bad-value', messageOf(error), { option }, error);
  }
}
