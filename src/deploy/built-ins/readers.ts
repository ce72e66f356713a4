/**
 * Reads the text of an option: as text, a number, a list, a path, or the export of a module.
 *
 * @module
 */
import { constants } from 'node:os';
import path from 'node:path';
import { asBoolean, asInteger, asList } from '../converters.ts';
import { DeployError } from '../deploy-error.ts';
import { isExportReference, loadExport } from '../module-export.ts';
import { parseFactoryReference } from '../reference.ts';
import type { Read } from './options.ts';

export const text: Read<string> = (value) => value;
export const boolean: Read<boolean> = asBoolean;
export const integer: Read<number> = asInteger;
export const integers: Read<number[]> = (value) => asList(value).map(asInteger);
export const words: Read<string[]> = (value) => asList(value);
/** Nonempty lines, trimmed. */
export const lines: Read<string[]> = (value) => asList(value, '\n').filter((line) => line !== '');
/** A path. Relative paths are relative to the configuration's folder. */
export const file: Read<string> = (value, here) => path.resolve(here, value);
export const regExp: Read<RegExp> = (value) => new RegExp(value);

/** A port, from 0 to 65535. */
export function port(value: string): number {
  const number = asInteger(value);
  if (number < 0 || number > 65_535) throw new DeployError('bad-value', `${number} is not a port`);
  return number;
}

/** The permissions of a file in octal digits, such as `660`. */
export const permissions: Read<number> = (value) => {
  if (/^0?[0-7]{3}$/.test(value)) return Number.parseInt(value, 8);
  throw new DeployError('bad-value', `${JSON.stringify(value)} is not like 660`);
};

/** Names of signals, such as `SIGTERM`. */
export const signals: Read<NodeJS.Signals[]> = (value) => asList(value).map(signalOf);

/** One of the given words. */
export function oneOf<const Word extends string>(...known: readonly Word[]): Read<Word> {
  return (value) => {
    const found = known.find((word) => word === value);
    if (found !== undefined) return found;
    throw new DeployError('bad-value', `${JSON.stringify(value)} is not ${known.join(' or ')}`);
  };
}

/** A list of the given words. */
export function someOf<const Word extends string>(...known: readonly Word[]): Read<Word[]> {
  const read = oneOf(...known);
  return (value, here) => Promise.all(asList(value).map((word) => read(word, here)));
}

/** A word that the function with this option checks itself. */
export function word<Word extends string>(): Read<Word> {
  return (value) => value as Word;
}

/** A word with a special meaning, or what the other reader reads. */
export function either<const Word extends string | false, T>(word: Word, read: Read<T>): Read<Word | T> {
  return (value, here) => (value === String(word) ? word : read(value, here));
}

/**
 * A function exported by a module: `file:./users.js#verify`. Its parameters are those of the option in code, which
 * cannot be checked.
 */
export function callable<Func extends (...args: never[]) => unknown>(): Read<Func> {
  return async (value, here) => {
    const found = await exportAt(value, here);
    if (typeof found === 'function') return found as Func;
    throw new DeployError('bad-value', `${value} is not a function`);
  };
}

/** An object exported by a module, or a promise of it, with these methods. */
export function exported<T extends object>(...methods: readonly (keyof T & string)[]): Read<T> {
  return async (value, here) => {
    const found = await exportAt(value, here);
    const isObject = (typeof found === 'object' && found !== null) || typeof found === 'function';
    if (isObject && methods.every((name) => typeof Reflect.get(found, name) === 'function'))
      return found as T;
    throw new DeployError('bad-value', `${value} is not an object with ${methods.join(', ')}`);
  };
}

async function exportAt(value: string, here: string): Promise<unknown> {
  const reference = parseFactoryReference(value, path.resolve(here), {});
  if (isExportReference(reference)) return loadExport(reference, {});
  const reason = `${value} is not what a module exports: write file:./module.js#export or npm:package#export`;
  throw new DeployError('bad-value', reason);
}

function signalOf(name: string): NodeJS.Signals {
  const found = Object.keys(constants.signals).find((signal) => signal === name);
  if (found !== undefined) return found as NodeJS.Signals;
  throw new DeployError('bad-value', `${name} is not a signal`);
}
