/**
 * Packages that only some tests need, loaded where they are used.
 *
 * @module
 */
import { createRequire } from 'node:module';

/** The optional packages that are loaded synchronously. */
interface Peers {
  'tough-cookie': typeof import('tough-cookie');
  cheerio: typeof import('cheerio');
}

/**
 * An optional package.
 *
 * @throws Error with the command that installs it, if it is not installed.
 */
export function requirePeer<Name extends keyof Peers>(name: Name): Peers[Name] {
  try {
    return createRequire(import.meta.url)(name);
  } catch (cause) {
    throw missingPeer(name, cause);
  }
}

/** The error for an optional package that cannot be loaded. */
export function missingPeer(name: string, cause: unknown): Error {
  return new Error(`this needs the package ${name}, which cannot be loaded: npm install --save-dev ${name}`, {
    cause,
  });
}
