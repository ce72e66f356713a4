/**
 * Makes assignments to the properties of a request throw an error that says what to do instead.
 *
 * @module
 */
import { immutableError } from '../wsgi/immutable.ts';
import { CHANGES } from './changes.ts';

const refusing = new WeakSet<object>();

/**
 * Adds a setter that throws to every property of a class of requests that has only a getter. In the types, the
 * properties stay read-only. It happens with the first request of a class, so that the import has no side effect.
 */
export function refuseAssignments(prototype: object): void {
  for (let place = prototype; place !== Object.prototype; place = Object.getPrototypeOf(place)) {
    if (refusing.has(place)) return;
    refusing.add(place);
    for (const [name, { get, set }] of Object.entries(Object.getOwnPropertyDescriptors(place))) {
      if (get && !set) Object.defineProperty(place, name, { set: () => refuse(name) });
    }
  }
}

function refuse(name: string): never {
  throw immutableError(`request.${name} cannot be assigned`, CHANGES.has(name) ? `${name}: …` : '…');
}
