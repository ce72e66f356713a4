/**
 * The keys of `urlMap`: a path, a URL, or words of Paste Deploy.
 *
 * @module
 */
import { unknownName } from '../collections/unknown-name.ts';
import { Host } from '../url/host.ts';
import { kindOf } from '../wsgi/kind-of.ts';

/** A parsed key. */
export interface MapKey {
  /** The host in lower case, with its port if one was given; absent if the key is for every host. */
  readonly host?: string;
  /** The path without its final slash: `''` is the root. */
  readonly path: string;
}

const URL_KEY = /^https?:\/\/([^/]*)(.*)$/is;
const WORDS: ReadonlySet<string> = new Set(['domain', 'port']);

/**
 * Parses a key: a path (`/blog`), a URL (`http://example.com:8080/blog`), or the words `domain`, `port` and a path
 * in any order, as in Paste Deploy's composite `urlmap`. Double slashes are collapsed, the scheme does not matter,
 * and the empty key is the root. The host may be a wildcard, `*.example.com`.
 *
 * @throws TypeError when it is malformed: a word that is repeated or has no value, a port without a domain, a URL
 * together with `domain`, two paths, a path without its slash, a malformed host.
 *
 * @example
 * ```ts
 * parseMapKey('/blog/'); // { path: '/blog' }
 * parseMapKey('HTTP://Example.com:8080/blog'); // { host: 'example.com:8080', path: '/blog' }
 * parseMapKey('domain example.com port 8080 /blog'); // { host: 'example.com:8080', path: '/blog' }
 * parseMapKey('blog'); // throws TypeError
 * ```
 */
export function parseMapKey(key: string): MapKey {
  if (typeof key !== 'string') throw new TypeError(`a key of a URL map must be a string, not ${kindOf(key)}`);
  const text = key.trim();
  return /^(?:domain|port)\s|\s(?:domain|port)(?:\s|$)|^(?:domain|port)$/.test(text)
    ? parseWords(text)
    : parseLocation(text);
}

function parseLocation(text: string): MapKey {
  const [, host, path = text] = URL_KEY.exec(text) ?? [];
  if (path !== '' && !path.startsWith('/')) {
    throw new TypeError(
      `a key of a URL map must be a URL, or a path that begins with a slash: ${JSON.stringify(text)}`,
    );
  }
  if (/\s\//.test(path)) throw new TypeError(`a key of a URL map has one path: ${JSON.stringify(text)}`);
  const plain = path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return host === undefined ? { path: plain } : { host: hostOf(host), path: plain };
}

function hostOf(text: string): string {
  return String(Host.from(text)).toLowerCase();
}

function parseWords(text: string): MapKey {
  const fault = (why: string) => new TypeError(`the key ${JSON.stringify(text)} of a URL map ${why}`);
  const values = new Map<string, string>();
  const words = text.split(/\s+/).values();
  for (const word of words) {
    const isPath = !WORDS.has(word);
    if (isPath && !/^(?:\/|https?:)/i.test(word))
      throw unknownName('word in a key of a URL map', word, WORDS);
    const name = isPath ? 'path' : word;
    const value = isPath ? word : words.next().value;
    if (value === undefined) throw fault(`has no value after ${name}`);
    if (values.has(name)) throw fault(`names its ${name} twice`);
    values.set(name, value);
  }
  const domain = values.get('domain');
  const port = values.get('port');
  const location = parseLocation(values.get('path') ?? '');
  if (domain === undefined) throw fault('needs a domain for its port');
  if (location.host !== undefined) throw fault('names its domain twice, once in a URL');
  return { host: hostOf(port === undefined ? domain : `${domain}:${port}`), path: location.path };
}
