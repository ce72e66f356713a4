/**
 * The environ of a request that node received.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { type Framing, framingOf } from '../../headers/framing.ts';
import { Host } from '../../url/host.ts';
import { bracketed } from '../../url/ipv6.ts';
import { pathBelow } from '../../url/mount.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import { requestedPath, splitTarget, type Target } from '../../url/target.ts';
import type { Environ, ErrorStream } from '../../wsgi/contract.ts';
import { newEnviron } from '../../wsgi/new-environ.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { RefusedRequestError } from '../refusal.ts';
import { FieldReader, fieldsOf, mostKept } from './field-reader.ts';
import { bodyLeftBy, NodeInput, SpentInput } from './input.ts';
import type { NodeEnvironOptions } from './options.ts';
import type { NodeRequest } from './request.ts';

/** What all requests of a connection share. */
interface Connection {
  readonly remoteAddr: string;
  readonly remotePort: string;
  readonly serverName: string;
  readonly serverPort: string;
  readonly scheme: string;
  readonly fields: FieldReader;
  readonly mostKept: number;
  readonly errors: ErrorStream;
  /** The last well-formed `Host`. */
  host: string | undefined;
}

const connections = new WeakMap<object, Connection>();

/**
 * Makes an environ from a node request. Header values stay native strings, and fields of the same name are joined
 * as in CGI; those that must not reach a program are dropped. If another layer has read the body, its `rawBody` or
 * `body` is used.
 *
 * @throws BadRequestError (400) when the target, the Host or the Content-Length is malformed, or when there is both
 * a Content-Length and a Transfer-Encoding (RFC 9112, section 6.3).
 * @throws RefusedRequestError with the status 421 for a target with another scheme (RFC 9110, section 7.4), 431 for
 * more header fields than node keeps, and 501 for a transfer coding other than chunked (RFC 9112, section 6.1).
 * @throws RangeError when the request is not below the mount, TypeError when an option is unknown.
 */
export function environFromNode(incoming: NodeRequest, options: NodeEnvironOptions = {}): Environ {
  assertKnown('option of environFromNode', options, ['scheme', 'errors', 'mount', 'environ']);
  const environ = makeEnviron(incoming, options, undefined);
  if (environ) return environ;
  throw new RangeError(`the request is not for a path below the mount: ${incoming.url}`);
}

/**
 * Does what {@link environFromNode} does, but returns `undefined` for a request that is not below the mount.
 *
 * @param beforeReading called before the first byte of the body is requested.
 */
export function makeEnviron(
  incoming: NodeRequest,
  options: NodeEnvironOptions,
  beforeReading: (() => void) | undefined,
): Environ | undefined {
  const connection = connectionOf(incoming);
  const scheme = options.scheme ?? connection.scheme;
  const target = incoming.originalUrl ?? incoming.url ?? '/';
  const method = incoming.method ?? 'GET';
  const parts = splitTarget(target);
  if (!parts || (target === '*' && method !== 'OPTIONS')) {
    throw new BadRequestError(`Malformed request target: ${JSON.stringify(target)}.`);
  }
  if (parts.scheme !== undefined && parts.scheme !== scheme) {
    throw new RefusedRequestError(421, `This connection does not serve ${parts.scheme} URLs.`);
  }
  const place = placeOf(incoming, options.mount, parts);
  if (!place) return undefined;

  const environ = newEnviron(options.errors ?? connection.errors);
  environ.REQUEST_METHOD = method;
  environ.SCRIPT_NAME = percentDecode(place.mount);
  environ.PATH_INFO = percentDecode(place.path);
  environ.QUERY_STRING = place.query;
  environ.SERVER_NAME = connection.serverName;
  environ.SERVER_PORT = connection.serverPort;
  environ.SERVER_PROTOCOL = protocolOf(incoming.httpVersion);
  environ['wsgi.url_scheme'] = scheme;
  environ['wsgi.input_terminated'] = false;
  environ.REQUEST_URI = target;
  environ.REMOTE_ADDR = connection.remoteAddr;
  environ.REMOTE_PORT = connection.remotePort;
  connection.fields.addTo(environ, fieldsOf(incoming, connection.mostKept));
  if (parts.authority !== undefined) environ.HTTP_HOST = parts.authority;
  const host = environ.HTTP_HOST;
  if (host !== undefined && host !== connection.host) {
    Host.fromClient(host);
    connection.host = host;
  }
  addBody(environ, incoming, beforeReading);
  return options.environ ? { ...options.environ(incoming), ...environ } : environ;
}

/** Where a request is mounted, and the rest of its target. */
interface Place {
  readonly mount: string;
  readonly path: string;
  readonly query: string;
}

function placeOf(incoming: NodeRequest, mount: string | undefined, target: Target): Place | undefined {
  const { baseUrl = '', url = '/' } = incoming;
  if (mount !== undefined) {
    const path = pathBelow(mount, target.path);
    return path === undefined ? undefined : { mount, path, query: target.query };
  }
  if (baseUrl === '') {
    return { mount: '', path: requestedPath(target, incoming.method ?? 'GET'), query: target.query };
  }
  const rest = splitTarget(url);
  if (!rest) throw new BadRequestError(`Malformed request target: ${JSON.stringify(url)}.`);
  // At the root of a mount Express says '/', whether or not that was sent.
  const isVerbatim = target.path === baseUrl && rest.path === '/';
  return { mount: baseUrl, path: isVerbatim ? '' : rest.path, query: rest.query };
}

function addBody(environ: Environ, incoming: NodeRequest, beforeReading: (() => void) | undefined): void {
  const framing = framingOf(environ.CONTENT_LENGTH, environ.HTTP_TRANSFER_ENCODING, BadRequestError);
  if (framing.coding !== undefined && framing.coding !== 'chunked') {
    throw new RefusedRequestError(501, `The transfer coding is not supported: ${framing.coding}.`);
  }
  if (!hasBody(framing, incoming)) return;
  environ['wsgi.input_terminated'] = true;
  const isSpent = incoming.readableDidRead || incoming.readableEnded;
  if (!isSpent && typeof incoming.iterator === 'function') {
    environ['wsgi.input'] = new NodeInput(incoming, beforeReading);
    return;
  }
  const left = bodyLeftBy(incoming, environ.CONTENT_TYPE);
  environ['wsgi.input'] = left ? [left] : new SpentInput();
  if (!left) return;
  delete environ.HTTP_TRANSFER_ENCODING;
  // The layer that has read the body has decoded it.
  delete environ.HTTP_CONTENT_ENCODING;
  environ.CONTENT_LENGTH = String(left.byteLength);
}

function hasBody({ length, coding }: Framing, incoming: NodeRequest): boolean {
  if (length !== undefined) return length > 0;
  return coding !== undefined || ('stream' in incoming && !incoming.stream.endAfterHeaders);
}

/** Cached per socket, or per session over HTTP/2, where each request has its own socket proxy object. */
function connectionOf(incoming: NodeRequest): Connection {
  // Over HTTP/2, node creates the socket object on first access.
  const key = ('stream' in incoming && incoming.stream.session) || (incoming.socket ?? {});
  return connections.get(key) ?? connect(incoming, key);
}

function connect(incoming: NodeRequest, key: object): Connection {
  const socket: Partial<NodeRequest['socket']> = incoming.socket ?? {};
  const connection: Connection = {
    remoteAddr: socket.remoteAddress ?? '',
    remotePort: String(socket.remotePort ?? ''),
    serverName: bracketed(socket.localAddress ?? 'localhost'),
    serverPort: String(socket.localPort ?? 80),
    scheme: 'encrypted' in socket && socket.encrypted ? 'https' : 'http',
    fields: new FieldReader(),
    mostKept: mostKept(incoming),
    errors: process.stderr,
    host: undefined,
  };
  connections.set(key, connection);
  return connection;
}

function protocolOf(version = '1.1'): string {
  return version === '1.1' ? 'HTTP/1.1' : `HTTP/${version}`;
}
