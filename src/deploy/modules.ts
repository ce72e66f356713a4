/**
 * Resolves references to built-ins and to exports of modules.
 *
 * @module
 */
import type { BuiltIn } from './built-ins/built-in.ts';
import { builtInOf } from './built-ins/table.ts';
import { DeployError, type DeployPlace } from './deploy-error.ts';
import { markOf, type Protocol } from './factories.ts';
import { findModule, isExportReference, loadExport } from './module-export.ts';
import type { ModuleReference } from './reference.ts';

/** The target of a reference. */
export interface Loaded {
  readonly value: unknown;
  /** Its mark, or the kind of the built-in. */
  readonly protocol: Protocol | undefined;
}

/**
 * Loads the target of a reference; `place` is where it is written.
 *
 * @throws DeployError `no-package`, `no-module`, `no-export`, and `unknown-scheme` for schemes that only Python
 * has.
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
 * Finds the target of a reference without loading it: the built-in, or the URL of the module.
 *
 * @throws DeployError as {@link loadReference} does, except `no-export` for exports of modules.
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
