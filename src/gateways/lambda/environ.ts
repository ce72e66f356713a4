/**
 * The environ of an event of Lambda.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { appendValue, arrivalKey } from '../../headers/lists/environ-keys.ts';
import { xForwardedFor } from '../../headers/x-forwarded.ts';
import { Host } from '../../url/host.ts';
import { assertMount, pathBelow } from '../../url/mount.ts';
import { percentDecode, percentEncode } from '../../url/percent-encoding.ts';
import { defaultPort } from '../../url/target.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';
import { newEnviron } from '../../wsgi/new-environ.ts';
import { type EventKind, type LambdaEvent, sourceOf } from './event.ts';

/** Options for making an environ from an event. */
export interface LambdaEnvironOptions<Event extends LambdaEvent = LambdaEvent, Context = unknown> {
  /**
   * The path that the application is mounted at, which becomes `SCRIPT_NAME`: that of a base path mapping, or `''`
   * if clients do not see the stage. Defaults to the stage, if the event's URL contains it.
   */
  mount?: string | undefined;
  /**
   * Returns additional keys of the environ, such as the result of an authorizer. Keys that the gateway sets take
   * precedence.
   */
  environ?: ((event: Event, context: Context) => object) | undefined;
}

/** Characters that must be encoded in a target. API Gateway may have decoded some of them. */
const NOT_PATH = /[^!$&-;=@-Z_a-z~%]/g;
const NOT_QUERY = /[^!-~]/g;
const NOT_PARAMETER = /[^A-Za-z0-9_.~*'()!-]/g;
const BEYOND_LATIN1 = /[^\0-\xff]/;
const ADDRESS = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/;

/**
 * The environ of an HTTP event of Lambda.
 *
 * `PATH_INFO` is the path without the stage. A path that was decoded on the way is encoded again; API Gateway
 * decodes both `%25` and `%` to `%`, so these cannot be distinguished. The query is unchanged if the event has it;
 * format 1.0 has only decoded parameters, without the order of different names. The scheme is that of the load
 * balancer's `X-Forwarded-Proto`, else `https`.
 *
 * @throws TypeError when it is not an HTTP event, or an option is malformed. BadRequestError (400) when the Host is
 * malformed. RangeError when the path is not below the mount.
 *
 * @example
 * ```ts
 * const environ = environFromLambda({
 *   httpMethod: 'GET',
 *   path: '/a',
 *   headers: { Host: 'id.execute-api.eu-west-1.amazonaws.com' },
 *   requestContext: { stage: 'prod' },
 * });
 * [environ.SCRIPT_NAME, environ.PATH_INFO]; // ['/prod', '/a']
 * ```
 */
export function environFromLambda<Event extends LambdaEvent, Context = unknown>(
  event: Event,
  context?: Context,
  options: LambdaEnvironOptions<Event, Context> = {},
): Environ {
  assertKnown('option of environFromLambda', options, ['mount', 'environ']);
  const environ = makeEnviron(event, context as Context, options);
  if (environ) return environ;
  throw new RangeError(`the event is not for a path below the mount: ${event.rawPath ?? event.path}`);
}

/** Does what {@link environFromLambda} does, but returns `undefined` for an event whose path is not below the mount. */
export function makeEnviron<Event extends LambdaEvent, Context>(
  event: Event,
  context: Context,
  { mount, environ: more }: LambdaEnvironOptions<Event, Context>,
): Environ | undefined {
  if (mount !== undefined) assertMount(mount);
  const { kind, method } = sourceOf(event);
  const place = placeOf(event, mount);
  if (!place) return undefined;
  const { requestContext = {} } = event;
  const query = queryOf(event, kind);
  const environ = newEnviron();
  environ.REQUEST_METHOD = method;
  environ.SCRIPT_NAME = percentDecode(place.mount);
  environ.PATH_INFO = percentDecode(place.path);
  environ.QUERY_STRING = query;
  environ.SERVER_PORT = '443';
  environ.SERVER_PROTOCOL = requestContext.http?.protocol ?? requestContext.protocol ?? 'HTTP/1.1';
  environ['wsgi.url_scheme'] = 'https';
  environ['wsgi.multiprocess'] = true;
  environ['wsgi.input_terminated'] = false;
  environ.REQUEST_URI = `${place.mount}${place.path}${query === '' ? '' : `?${query}`}`;
  environ.REMOTE_ADDR = requestContext.http?.sourceIp ?? requestContext.identity?.sourceIp ?? '';
  addFields(environ, event);
  addServer(environ, event, kind);
  addBody(environ, event);
  return more ? { ...more(event, context), ...environ } : environ;
}

/** Where an application is mounted, and the rest of the path; both percent-encoded. */
interface Place {
  readonly mount: string;
  readonly path: string;
}

function placeOf(event: LambdaEvent, mount: string | undefined): Place | undefined {
  const stage = stageOf(event);
  const path = encodedPath(event.rawPath ?? event.path ?? '');
  // A REST API's path excludes the stage, with which an HTTP API's path begins.
  const isRest = event.rawPath === undefined && event.version === undefined;
  const below = isRest ? path : pathBelow(stage, path);
  if (mount === undefined) {
    const isStaged = stage !== '' && below !== undefined;
    return isStaged ? { mount: encodedPath(stage), path: below } : { mount: '', path: path || '/' };
  }
  const rest = pathBelow(mount, below ?? path) ?? pathBelow(mount, isRest ? stage + path : path);
  if (rest === undefined) return undefined;
  return { mount: encodedPath(mount), path: mount === '' ? rest || '/' : rest };
}

/** The stage as a path, if the URL contains it: the API's own URL does, a custom domain does not. */
function stageOf({ requestContext = {} }: LambdaEvent): string {
  const { stage = '$default', domainName = '.execute-api.' } = requestContext;
  return stage === '$default' || !domainName.includes('.execute-api.') ? '' : `/${stage}`;
}

function encodedPath(path: string): string {
  return percentEncode(nativeFromText(path), NOT_PATH);
}

function queryOf(event: LambdaEvent, kind: EventKind): string {
  if (kind === 'format 2.0') return percentEncode(nativeFromText(event.rawQueryString ?? ''), NOT_QUERY);
  // A load balancer passes names and values as they were sent.
  const unsafe = kind === 'load balancer' ? NOT_QUERY : NOT_PARAMETER;
  const encoded = (text: string) => percentEncode(nativeFromText(text), unsafe);
  return pairsOf(event.multiValueQueryStringParameters, event.queryStringParameters)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
}

/** Names and values, from the lists if there are any, else from the single values. */
function pairsOf(
  lists: LambdaEvent['multiValueHeaders'],
  single: LambdaEvent['headers'],
): [name: string, value: string][] {
  const pairs = (values: object): [string, string][] =>
    Object.entries(values).flatMap(([name, value]) =>
      [value].flat().flatMap((one): [string, string][] => (one === undefined ? [] : [[name, String(one)]])),
    );
  const listed = pairs(lists ?? {});
  return listed.length > 0 ? listed : pairs(single ?? {});
}

function addFields(environ: Environ, { multiValueHeaders, headers, cookies }: LambdaEvent): void {
  for (const [name, value] of pairsOf(multiValueHeaders, headers)) {
    const key = arrivalKey(name);
    if (key !== '') appendValue(environ, key, BEYOND_LATIN1.test(value) ? nativeFromText(value) : value);
  }
  if (cookies && cookies.length > 0) environ.HTTP_COOKIE = cookies.join('; ');
  // The event has the complete body.
  delete environ.HTTP_TRANSFER_ENCODING;
}

/** The server and the client. A load balancer writes them into fields itself. */
function addServer(environ: Environ, { requestContext }: LambdaEvent, kind: EventKind): void {
  if (kind === 'load balancer') {
    const scheme = environ.HTTP_X_FORWARDED_PROTO === 'https' ? 'https' : 'http';
    environ['wsgi.url_scheme'] = scheme;
    environ.SERVER_PORT = environ.HTTP_X_FORWARDED_PORT ?? String(defaultPort(scheme));
    const client = xForwardedFor.parse(environ.HTTP_X_FORWARDED_FOR).at(-1) ?? '';
    const [, ipv6, ipv4] = ADDRESS.exec(client) ?? [];
    environ.REMOTE_ADDR = ipv6 ?? ipv4 ?? client;
  }
  const named = Host.parse(requestContext?.domainName);
  if (environ.HTTP_HOST === undefined && named) environ.HTTP_HOST = String(named);
  if (environ.HTTP_HOST !== undefined) environ.SERVER_NAME = Host.fromClient(environ.HTTP_HOST).domain;
}

function addBody(environ: Environ, { body, isBase64Encoded }: LambdaEvent): void {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > 0) {
    environ['wsgi.input'] = [bytes];
    environ['wsgi.input_terminated'] = true;
    environ.CONTENT_LENGTH = String(bytes.byteLength);
  } else if (environ.CONTENT_LENGTH !== undefined) environ.CONTENT_LENGTH = '0';
}
