/**
 * Replaces an entry point of a Python package with one of our built-ins that takes the original's options.
 *
 * @module
 */
import { DeployError, reasonOf } from '../deploy-error.ts';
import type { Conf } from '../settings.ts';
import type { BuiltIn, NamedBuiltIn, ReadOptions } from './built-in.ts';
import { readOptions } from './options.ts';

/** How an option of the original is translated: to our option with the same value, or to several with other values. */
type Translation = string | ((value: string) => Readonly<Record<string, string>>);

/** How the original's options are translated. Our own options are accepted too. */
export interface Egg {
  readonly options?: Readonly<Record<string, Translation>>;
  /** Options of the original that have no effect here, which a warning says. */
  readonly ignored?: RegExp;
  /** Options of the original that default to the globals. */
  readonly inherits?: readonly string[];
  /** Default values of the original's options. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Changes the options before everything else. */
  readonly prepare?: (local: Conf, global: Conf) => Readonly<Record<string, string>>;
}

/** Our built-in, with the options of the original. */
export function standIn(ours: NamedBuiltIn, egg: Egg): BuiltIn {
  const read: ReadOptions = async (schema, global, local, others) => {
    try {
      return await readOptions(schema, global, translated(egg, local, global), others);
    } catch (error) {
      throw inTheirWords(error, egg);
    }
  };
  return ours(read);
}

function translated(egg: Egg, given: Conf, global: Conf): Conf {
  const { options = {}, ignored, inherits = [], defaults = {}, prepare } = egg;
  const inherited = inherits.flatMap((name) => {
    const value = global[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const all = { ...defaults, ...Object.fromEntries(inherited), ...given };
  const theirs: Record<string, string> = {};
  const ours: Record<string, string> = {};
  for (const [name, value] of Object.entries(prepare ? prepare(all, global) : all)) {
    const translation = Object.hasOwn(options, name) ? options[name] : undefined;
    if (typeof translation === 'string') theirs[translation] = value;
    else if (translation)
      Object.assign(
        theirs,
        naming(name, () => translation(value)),
      );
    else if (ignored?.test(name)) warnIgnored(name);
    else ours[name] = value;
  }
  return { ...theirs, ...ours };
}

/** The error with the option's original name. */
function inTheirWords(error: unknown, { options = {} }: Egg): unknown {
  const isNamed = (name: string) => error instanceof DeployError && options[name] === error.option;
  const option = Object.keys(options).find(isNamed);
  return option === undefined ? error : new DeployError('bad-value', reasonOf(error), { option }, error);
}

/** Adds the option's name to the error of a value. */
function naming<T>(option: string, translate: () => T): T {
  try {
    return translate();
  } catch (error) {
    throw new DeployError('bad-value', reasonOf(error), { option }, error);
  }
}

function warnIgnored(option: string): void {
  const message = `the option ${option} has no effect here`;
  process.emitWarning(message, { type: 'DeployWarning', code: 'WHEATPASTE_DEPLOY' });
}
