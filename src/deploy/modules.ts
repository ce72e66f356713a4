/**
 * What references lead to: what is built in, and what modules export.
 *
 * @module
 */
import type { BuiltIn } from './built-ins/built-in.ts';
import { builtInOf } from './built-ins/table.ts';
import { DeployError, type DeployPlace } from './deploy-error.ts';
import { markOf, type Protocol } from './factories.ts';
import { findModule, isExportReference, loadExport } from './module-export.ts';
import type { ModuleReference } from './reference.ts';

/** What a reference leads to. */
export interface Loaded {
  readonly value: unknown;
  /** What it is marked with, or what the built-in of that name is. */
  readonly protocol: Protocol | undefined;
}

/**
 * Loads what a reference names; `place` is where it stands.
 *
 * @throws DeployError `no-package`, `no-module`, `no-export`, and `unknown-scheme` for what only Python has.
 */
export async function loadReference(reference: ModuleReference, place: DeployPlace): Promise<Loaded> {
  if (!isExportReference(reference)) {
    const { factory, protocol } = builtInFor(reference, place);
    return { value: factory, protocol };
  }
  const value = await loadExport(reference, place);
  const isObject = typeof value === 'function' || (typeof value === 'object' && value !== null);
  return { value, protocol: isObject ? markOf(value) : undefined };
}

/**
 * Finds what a reference names without loading it: the built-in, or the URL of the module.
 *
 * @throws DeployError as {@link loadReference}, without `no-export` for what modules export.
 */
export async function findReference(
  reference: ModuleReference,
  place: DeployPlace,
): Promise<BuiltIn | string> {
  return isExportReference(reference) ? findModule(reference, place) : builtInFor(reference, place);
}

function builtInFor(reference: ModuleReference, place: DeployPlace): BuiltIn {
  if (reference.scheme !== 'python') return builtInOf(reference, place);
  const reason = `${reference.text} is a function of Python: write file:./module.js#export or npm:package#export`;
  throw new DeployError('unknown-scheme', reason, place);
}
