/**
 * The built-in names: `wheatpaste:NAME` for parts of this package, and `egg:` names of Python packages for their
 * replacements. Nothing is loaded before it is used.
 *
 * @module
 */
import { unknownName } from '../../collections/unknown-name.ts';
import { DeployError, type DeployPlace } from '../deploy-error.ts';
import type { ModuleReference } from '../reference.ts';
import type { BuiltIn } from './built-in.ts';
import { EGGS } from './eggs.ts';
import { OURS } from './ours.ts';

/**
 * The built-in that a name refers to.
 *
 * @throws DeployError `no-package`, which says what to write instead, when there is no such built-in, and
 * `no-export` for an unknown entry of a known package.
 */
export function builtInOf({ scheme, target, fragment, text }: ModuleReference, place: DeployPlace): BuiltIn {
  if (scheme === 'wheatpaste') return ours(target, text, place);
  const distribution = target.toLowerCase();
  const name = `${distribution}#${fragment ?? 'main'}`;
  const found = Object.hasOwn(EGGS, name) ? EGGS[name] : undefined;
  if (found) return found;
  const ofThePackage = Object.keys(EGGS).filter((key) => key.startsWith(`${distribution}#`));
  if (ofThePackage.length > 0) {
    const known = ofThePackage.map((key) => key.slice(key.indexOf('#') + 1)).join(', ');
    throw new DeployError('no-export', `${text} is not known; ${target} has ${known}`, place);
  }
  const reason = `${target} is a package of Python: write npm:package#export or file:./module.js#export for its replacement`;
  throw new DeployError('no-package', reason, place);
}

function ours(name: string, text: string, place: DeployPlace): BuiltIn {
  const found = Object.entries(OURS).find(([one]) => one === name);
  if (found) return found[1]();
  throw new DeployError('no-export', unknownName('name', text, namesOfOurs()).message, place);
}

function namesOfOurs(): string[] {
  return Object.keys(OURS).map((name) => `wheatpaste:${name}`);
}
