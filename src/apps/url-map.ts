/**
 * Dispatches by host and path, as Paste's URLMap does.
 *
 * @module
 */
import { type PairsInit, pairsOf } from '../collections/pairs.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import { HTTPNotFound } from '../exceptions/client-errors.ts';
import { collapseSlashes, shiftPath } from '../url/environ-url.ts';
import { Host } from '../url/host.ts';
import { defaultPort } from '../url/target.ts';
import type { Application, Environ, ToApplication } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { toApplication } from '../wsgi/to-application.ts';
import { type MapKey, parseMapKey } from './map-key.ts';

/** Options of {@link urlMap}. */
export interface UrlMapOptions {
  /** Responds when no key matches, and gets the original environ. Defaults to a 404. */
  readonly notFound?: Application | ToApplication | undefined;
}

/** An application that passes requests on to others, with the map of these. Keys are parsed by {@link parseMapKey}. */
export interface UrlMap extends Application {
  /** The application under a key, in whatever spelling. */
  get(key: string): Application | ToApplication | undefined;
  /** Sets the application of a key, replacing any previous one. */
  set(key: string, app: Application | ToApplication): void;
  /** Removes a key. @returns whether it was there. */
  delete(key: string): boolean;
  /** The keys, each in normalized spelling: `'/blog'`, `'http://example.com:8080/blog'`. */
  keys(): IterableIterator<string>;
}

/** Longer names are not hosts (RFC 1035, section 2.3.4), so that the search for a wildcard stays cheap. */
const LONGEST_HOST = 255;
const ANY_HOST = '';

/**
 * Passes each request on to the application under the best matching key.
 *
 * Among hosts, the one with the port comes first, then the one without, then wildcards (`http://*.example.com/`,
 * the longest first), then keys without a host; if no path below a host matches, the next one is tried. Among the
 * paths of one host, the longest that matches whole segments wins. The path moves from `PATH_INFO` to
 * `SCRIPT_NAME`, and `%2F` and `/` still differ in `REQUEST_URI`. A malformed Host matches only keys without a
 * host. A key with a host does not prove where a request came from: put `allowedHosts` outside.
 *
 * @throws TypeError when a key is malformed, or a value is not an application.
 *
 * @example
 * ```ts
 * const app = urlMap({ '/': new Response('home'), '/blog': wsgify((request) => `${request.scriptName} ${request.pathInfo}`) });
 * await (await Request.blank('/blog/2024').send(app)).text(); // '/blog /2024'
 * await (await Request.blank('/blogs').send(app)).text(); // 'home'
 * app.set('http://admin.example.com/', new Response('admin'));
 * await (await Request.blank('http://admin.example.com/blog').send(app)).text(); // 'admin'
 * ```
 */
export function urlMap(
  entries: PairsInit<Application | ToApplication> = [],
  options: UrlMapOptions = {},
): UrlMap {
  assertKnown('option of urlMap', options, ['notFound']);
  const { notFound = new HTTPNotFound() } = options;
  const fallback = toApplication(notFound);
  const map = new HostMap();
  const dispatch: Application = (environ, startResponse) => {
    const match = map.find(environ);
    return match ? match.app(match.environ, startResponse) : fallback(environ, startResponse);
  };
  const methods = {
    get: (key: string) => map.get(parseMapKey(key)),
    set: (key: string, app: Application | ToApplication) => map.set(parseMapKey(key), app),
    delete: (key: string) => map.delete(parseMapKey(key)),
    keys: () => map.keys(),
  };
  for (const [key, app] of pairsOf(entries)) methods.set(key, app);
  return Object.assign(dispatch, methods);
}

interface Entry {
  readonly given: Application | ToApplication;
  readonly app: Application;
}

/** The applications below a segment of a path. */
interface Segment {
  entry: Entry | undefined;
  readonly below: Map<string, Segment>;
}

interface Match {
  readonly app: Application;
  readonly environ: Environ;
}

class HostMap {
  readonly #entries = new Map<string, Entry>();
  readonly #hosts = new Map<string, Segment>();

  get(key: MapKey): Application | ToApplication | undefined {
    return this.#entries.get(spelled(key))?.given;
  }

  set(key: MapKey, given: Application | ToApplication): void {
    this.#put(key, { given, app: toApplication(given) });
  }

  delete(key: MapKey): boolean {
    const isThere = this.#entries.has(spelled(key));
    if (isThere) this.#put(key, undefined);
    return isThere;
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  find(environ: Environ): Match | undefined {
    const { PATH_INFO: sent = '' } = environ;
    const isDoubled = sent.includes('//');
    const path = isDoubled ? sent.replace(/\/{2,}/g, '/') : sent;
    for (const paths of this.#fitting(environ)) {
      const found = longest(paths, path);
      if (!found) continue;
      const inner = { ...environ };
      if (isDoubled) collapseSlashes(inner);
      shiftPath(inner, found.length);
      return { app: found.entry.app, environ: inner };
    }
    return undefined;
  }

  /** The trees of paths for the host of a request, the most specific first. */
  *#fitting(environ: Environ): Generator<Segment> {
    const hasHosts = this.#hosts.size > (this.#hosts.has(ANY_HOST) ? 1 : 0);
    for (const host of hasHosts ? hostsOf(environ) : [ANY_HOST]) {
      const paths = this.#hosts.get(host);
      if (paths) yield paths;
    }
  }

  #put(key: MapKey, entry: Entry | undefined): void {
    const { host = ANY_HOST, path } = key;
    let segment = descend(this.#hosts, host);
    for (const name of nativeFromText(path).split('/').slice(1)) segment = descend(segment.below, name);
    segment.entry = entry;
    if (entry) this.#entries.set(spelled(key), entry);
    else this.#entries.delete(spelled(key));
  }
}

function descend(segments: Map<string, Segment>, name: string): Segment {
  let segment = segments.get(name);
  if (!segment) {
    segment = { entry: undefined, below: new Map() };
    segments.set(name, segment);
  }
  return segment;
}

/** The application with the longest path that the given path begins with, and the length of that path. */
function longest(root: Segment, path: string): { entry: Entry; length: number } | undefined {
  let found = root.entry && { entry: root.entry, length: 0 };
  let segment: Segment | undefined = root;
  for (let start = 0; path.charAt(start) === '/' && segment.below.size > 0; ) {
    const slash = path.indexOf('/', start + 1);
    const end = slash === -1 ? path.length : slash;
    segment = segment.below.get(path.slice(start + 1, end));
    if (!segment) break;
    if (segment.entry) found = { entry: segment.entry, length: end };
    start = end;
  }
  return found;
}

/** The hosts whose keys match a request, the most specific first; the last is the one for all hosts. */
function hostsOf(environ: Environ): string[] {
  const { HTTP_HOST: sent, SERVER_NAME, SERVER_PORT } = environ;
  const host = Host.parse(sent ?? `${SERVER_NAME}:${SERVER_PORT}`);
  if (!host) return [ANY_HOST];
  const domain = host.domain.toLowerCase();
  const port = host.port ?? defaultPort(environ['wsgi.url_scheme']);
  const names = [domain, ...wildcardsOf(domain)];
  return [...names.flatMap((name) => [`${name}:${port}`, name]), ANY_HOST];
}

function wildcardsOf(domain: string): string[] {
  if (domain.length > LONGEST_HOST || domain.startsWith('[')) return [];
  const labels = domain.split('.');
  return labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
}

function spelled({ host, path }: MapKey): string {
  return `${host === undefined ? '' : `http://${host}`}${path || '/'}`;
}
