/**
 * References from a configuration to other things: `config:other.ini#name`, `npm:package#export`,
 * `file:./module.js#export`, `egg:Paste#static`, `wheatpaste:directory-app`.
 *
 * @module
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindOf } from '../wsgi/kind-of.ts';
import { DeployError, type DeployPlace } from './deploy-error.ts';

/** A section of another file. */
interface ConfigReference {
  readonly scheme: 'config';
  /** An absolute path. */
  readonly file: string;
  readonly name: string | undefined;
}

/** The export of a module, a built-in name, or something that only Python has. */
export interface ModuleReference {
  readonly scheme: 'npm' | 'file' | 'egg' | 'wheatpaste' | 'python';
  /** The complete reference, as written. */
  readonly text: string;
  /** The part between the scheme and the `#`. */
  readonly target: string;
  /** The part after the `#`. */
  readonly fragment: string | undefined;
  /** The folder that it is relative to. */
  readonly base: string | undefined;
}

type Reference = ConfigReference | ModuleReference;

/** Whether a word in a file is a reference, as opposed to the name of a section. */
export function isReference(word: string): boolean {
  return /^[a-zA-Z]+:/.test(word);
}

/**
 * Parses a reference. `base` is the folder that it is relative to, `place` where it is written, for errors.
 *
 * @throws DeployError `no-scheme`, `unknown-scheme` and `no-relative-base`, each with what to write instead.
 */
export function parseReference(text: string, base: string | undefined, place: DeployPlace): Reference {
  if (typeof text !== 'string') {
    throw new DeployError(
      'no-scheme',
      `a reference such as config:site.ini is wanted, not ${kindOf(text)}`,
      place,
    );
  }
  const hash = text.indexOf('#');
  const address = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? undefined : text.slice(hash + 1);
  const colon = address.indexOf(':');
  if (colon < 0) {
    const reason = `${JSON.stringify(text)} has no scheme: write config:, npm: or file: before it`;
    throw new DeployError('no-scheme', reason, place);
  }
  const scheme = address.slice(0, colon).toLowerCase();
  const target = address.slice(colon + 1);
  switch (scheme) {
    case 'config':
      return { scheme, file: fileOf(target, base, place), name: fragment };
    case 'npm':
    case 'file':
    case 'egg':
    case 'wheatpaste':
      return { scheme, text, target, fragment, base };
    case 'call':
      return { scheme: 'python', text, target, fragment, base };
    default: {
      const reason = `"${scheme}:" is not known: write config:, npm:, file:, wheatpaste: or egg:`;
      throw new DeployError('unknown-scheme', reason, place);
    }
  }
}

/**
 * Reads the reference of an option such as `paste.app_factory`, where Python's files have `module:function`.
 *
 * @throws DeployError `no-scheme` and `unknown-scheme`.
 */
export function parseFactoryReference(text: string, base: string, place: DeployPlace): ModuleReference {
  const isPython = text.includes(':') && !/^(?:config|npm|file|egg|wheatpaste|call):/i.test(text);
  if (isPython) return { scheme: 'python', text, target: text, fragment: undefined, base };
  const reference = parseReference(text, base, place);
  if (reference.scheme !== 'config') return reference;
  throw new DeployError('unknown-scheme', 'a function is wanted here: write npm: or file:', place);
}

/** The configuration file that a URL names, with the section in its hash. */
export function parseURL(url: URL): ConfigReference {
  if (url.protocol !== 'file:') {
    throw new DeployError('unknown-scheme', `${url.href} is not the file: URL of a configuration file`);
  }
  const name = url.hash === '' ? undefined : percentDecoded(url.hash.slice(1));
  return { scheme: 'config', file: fileURLToPath(url), name };
}

/**
 * The folder of `relativeTo`: a path, or a URL such as that of a module in the folder. An empty string is not a
 * folder, so that the working directory is never meant by accident.
 */
export function folderOf(relativeTo: string | URL | undefined): string | undefined {
  if (relativeTo === undefined || relativeTo === '') return undefined;
  const isPath = typeof relativeTo === 'string' && !relativeTo.startsWith('file:');
  return isPath ? path.resolve(relativeTo) : fileURLToPath(new URL('.', relativeTo));
}

function fileOf(target: string, base: string | undefined, place: DeployPlace): string {
  const file = percentDecoded(target.replaceAll('\\', '/').trim());
  if (path.isAbsolute(file)) return path.normalize(file);
  if (base === undefined) {
    const reason = `${JSON.stringify(target)} is a relative path: give relativeTo, or an absolute path`;
    throw new DeployError('no-relative-base', reason, place);
  }
  return path.resolve(base, file);
}

/** Decodes a path; malformed escapes are kept. */
function percentDecoded(text: string): string {
  const decoder = new TextDecoder();
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    decoder.decode(Uint8Array.from(run.slice(1).split('%'), (digits) => Number.parseInt(digits, 16))),
  );
}
