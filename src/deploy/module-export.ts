/**
 * Resolves references to exports of modules: finds a module, loads it, and looks up the export.
 *
 * @module
 */
import { access } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DeployError, type DeployPlace, messageOf, whyUnreadable } from './deploy-error.ts';
import type { ModuleReference } from './reference.ts';

/** The exports to use when no name is given: the first that exists. */
const DEFAULT_EXPORTS = ['default', 'main'];

/** A reference to the export of a module. */
export type ExportReference = ModuleReference & { readonly scheme: 'npm' | 'file' };

/** Whether a reference names the export of a module. */
export function isExportReference(reference: ModuleReference): reference is ExportReference {
  return reference.scheme === 'npm' || reference.scheme === 'file';
}

/**
 * The URL of the module that a reference names; `place` is where the reference is written.
 *
 * @throws DeployError `no-package`, `no-module`.
 */
export function findModule(reference: ExportReference, place: DeployPlace): Promise<string> {
  return reference.scheme === 'npm' ? findPackage(reference, place) : findFile(reference, place);
}

/**
 * Loads what a reference names.
 *
 * @throws DeployError `no-package`, `no-module`, `no-export`.
 */
export async function loadExport(reference: ExportReference, place: DeployPlace): Promise<unknown> {
  return exportOf(await importModule(await findModule(reference, place), place), reference, place);
}

async function findPackage({ target, base }: ModuleReference, place: DeployPlace): Promise<string> {
  const fail = (reason: string, cause?: unknown) => new DeployError('no-package', reason, place, cause);
  if (!/^(?:@[^/\\:]+\/)?[^./\\:][^\\:]*$/.test(target)) {
    throw fail(`${JSON.stringify(target)} is not the name of a package: for a file write file:./module.js`);
  }
  if (base === undefined) throw noBase(`npm:${target}`, place);
  const { resolve } = await import('import-meta-resolve');
  let url: string;
  try {
    url = resolve(target, folderURL(base).href);
  } catch (error) {
    throw fail(`the package ${target} is not found from ${base}: install it (${messageOf(error)})`, error);
  }
  if (!url.startsWith('file:')) throw fail(`${target} is a module of the runtime, not a package`);
  return url;
}

async function findFile({ target, base }: ModuleReference, place: DeployPlace): Promise<string> {
  const isAbsolute = /^\s*\//.test(target);
  if (base === undefined && !isAbsolute) throw noBase(`file:${target}`, place);
  try {
    const url = new URL(`file:${target}`, base === undefined ? undefined : folderURL(base));
    await access(fileURLToPath(url));
    return url.href;
  } catch (error) {
    throw new DeployError(
      'no-module',
      `cannot read the module ${target}: ${whyUnreadable(error)}`,
      place,
      error,
    );
  }
}

function noBase(reference: string, place: DeployPlace): DeployError {
  const reason = `${reference} is relative to a folder: give relativeTo`;
  return new DeployError('no-relative-base', reason, place);
}

/** How many exports an error names. */
const MOST_NAMES = 20;

function folderURL(folder: string): URL {
  return pathToFileURL(`${folder}/`);
}

async function importModule(url: string, place: DeployPlace): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    const file = fileURLToPath(url);
    const isUnknown =
      error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const hint = isUnknown ? ' (TypeScript runs on node 22.18 or later, or compiled)' : '';
    throw new DeployError('no-module', `${file} does not load: ${messageOf(error)}${hint}`, place, error);
  }
}

function exportOf(namespace: unknown, { fragment, text }: ModuleReference, place: DeployPlace): unknown {
  const names = fragment === undefined ? DEFAULT_EXPORTS : [fragment];
  const value = names.map((name) => walk(namespace, name.split('.'))).find((found) => found !== undefined);
  if (value === undefined) {
    const missing = names.map((name) => JSON.stringify(name)).join(' or ');
    const others = Object.keys(Object(namespace)).slice(0, MOST_NAMES).join(', ');
    const known = others === '' ? '' : `; it exports ${others}`;
    throw new DeployError('no-export', `${text}: the module has no export ${missing}${known}`, place);
  }
  return value;
}

function walk(from: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (value, name) => (value === undefined || value === null ? undefined : Reflect.get(Object(value), name)),
    from,
  );
}
