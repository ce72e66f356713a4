/**
 * Assignments to the properties of a request: each is an error that says what to do instead.
 *
 * @module
 */
import { immutableError } from '../wsgi/immutable.ts';
import { CHANGES } from './changes.ts';

const refusing = new WeakSet<object>();

/**
 * Gives each property of a class of requests that has only a getter a setter that throws. Types know nothing of it:
 * there the properties stay read-only. It is done with the first request of a class, so that import changes nothing.
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
