/**
 * The fields of the requests that come through a connection.
 *
 * @module
 */
import { appendValue, arrivalKey } from '../../headers/lists/environ-keys.ts';
import type { Environ } from '../../wsgi/contract.ts';

/**
 * Puts fields into environs: under their {@link arrivalKey}, those of one name joined.
 *
 * It remembers the names of the last request with their keys, for a client mostly sends the same
 * fields in the same order again.
 */
export class FieldReader {
  #names: readonly string[] = [];
  #keys: readonly string[] = [];

  /** @param rawHeaders names and values by turns, as node has them. */
  addTo(environ: Environ, rawHeaders: readonly string[]): void {
    if (!this.#knows(rawHeaders)) {
      this.#learn(environ, rawHeaders);
      return;
    }
    const keys = this.#keys;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      if (key !== '') environ[key] = rawHeaders[2 * i + 1];
    }
  }

  #knows(rawHeaders: readonly string[]): boolean {
    const names = this.#names;
    if (rawHeaders.length !== 2 * names.length) return false;
    for (let i = 0; i < names.length; i++) if (rawHeaders[2 * i] !== names[i]) return false;
    return true;
  }

  #learn(environ: Environ, rawHeaders: readonly string[]): void {
    const names: string[] = [];
    const keys: string[] = [];
    let isRepeated = false;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] as string;
      const key = keyOf(name);
      names.push(name);
      keys.push(key);
      if (key === '') continue;
      isRepeated ||= environ[key] !== undefined;
      appendValue(environ, key, rawHeaders[i + 1] as string);
    }
    if (isRepeated) return;
    this.#names = names;
    this.#keys = keys;
  }
}

/** HTTP/2's pseudo-fields are no headers, but for the one that says what `Host` does. */
function keyOf(name: string): string {
  if (name.charCodeAt(0) !== 0x3a) return arrivalKey(name);
  return name === ':authority' ? 'HTTP_HOST' : '';
}
