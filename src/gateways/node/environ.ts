/**
 * The environ of a request that node received.
 *
 * @module
 */
import { type Framing, framingOf } from '../../headers/framing.ts';
import { Host } from '../../url/host.ts';
import { bracketed } from '../../url/ipv6.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import { requestedPath, splitTarget } from '../../url/target.ts';
import type { Environ, ErrorStream, Input } from '../../wsgi/contract.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { FieldReader } from './field-reader.ts';
import { NodeInput } from './input.ts';
import type { NodeRequest } from './request.ts';

/** Overrides for what is derived from the connection. */
export interface NodeEnvironOptions {
  /** `'http'` or `'https'`, where TLS ends before this server; by default what the connection is. */
  scheme?: 'http' | 'https';
  /** Where errors are reported: `wsgi.errors`. The process's standard error unless given. */
  errors?: ErrorStream;
}

/** What is the same for all requests of a connection. */
interface Connection {
  readonly remoteAddr: string;
  readonly remotePort: string;
  readonly serverName: string;
  readonly serverPort: string;
  readonly scheme: string;
  readonly fields: FieldReader;
  readonly errors: ErrorStream;
}

const connections = new WeakMap<object, Connection>();

/**
 * Makes an environ of a node request. Header values stay native strings; fields of one name are joined
 * as CGI does, and those that must not reach a program are dropped.
 *
 * @throws BadRequestError (400) when the target, the Host or the Content-Length is malformed, or both a
 * Content-Length and a Transfer-Encoding are there (RFC 9112, section 6.3).
 */
export function environFromNode(incoming: NodeRequest, options: NodeEnvironOptions = {}): Environ {
  return makeEnviron(incoming, options, undefined);
}

/** @param beforeReading called before the first byte of the body is asked for. */
export function makeEnviron(
  incoming: NodeRequest,
  options: NodeEnvironOptions,
  beforeReading: (() => void) | undefined,
): Environ {
  const connection = connectionOf(incoming);
  const target = incoming.originalUrl ?? incoming.url ?? '/';
  const mount = incoming.baseUrl ?? '';
  const parts = splitTarget(mount === '' ? target : (incoming.url ?? '/'));
  if (!parts) throw new BadRequestError(`Malformed request target: ${JSON.stringify(target)}.`);

  const environ: Environ = {
    REQUEST_METHOD: incoming.method ?? 'GET',
    SCRIPT_NAME: percentDecode(mount),
    PATH_INFO: percentDecode(requestedPath(parts, incoming.method ?? 'GET')),
    QUERY_STRING: parts.query,
    REQUEST_URI: target,
    SERVER_NAME: connection.serverName,
    SERVER_PORT: connection.serverPort,
    SERVER_PROTOCOL: protocolOf(incoming.httpVersion),
    REMOTE_ADDR: connection.remoteAddr,
    REMOTE_PORT: connection.remotePort,
    'wsgi.version': VERSION,
    'wsgi.url_scheme': options.scheme ?? connection.scheme,
    'wsgi.input': NO_BODY,
    'wsgi.errors': options.errors ?? connection.errors,
    'wsgi.multithread': false,
    'wsgi.multiprocess': false,
    'wsgi.run_once': false,
    'wsgi.input_terminated': false,
  };
  connection.fields.addTo(environ, incoming.rawHeaders);
  if (parts.authority !== undefined) environ.HTTP_HOST = parts.authority;
  if (environ.HTTP_HOST !== undefined) Host.fromClient(environ.HTTP_HOST);
  const framing = framingOf(environ.CONTENT_LENGTH, environ.HTTP_TRANSFER_ENCODING, BadRequestError);
  if (hasBody(framing, incoming)) {
    environ['wsgi.input'] = new NodeInput(incoming, beforeReading);
    environ['wsgi.input_terminated'] = true;
  }
  return environ;
}

const VERSION = [1, 0] as const;
const NO_BODY: Input = Object.freeze([]);

function hasBody({ length, coding }: Framing, incoming: NodeRequest): boolean {
  if (length !== undefined) return length > 0;
  return coding !== undefined || ('stream' in incoming && !incoming.stream.endAfterHeaders);
}

/** Cached per socket, or per session over HTTP/2, where each request has its own socket proxy object. */
function connectionOf(incoming: NodeRequest): Connection {
  const { socket } = incoming;
  const key = ('stream' in incoming && incoming.stream.session) || socket;
  const known = connections.get(key);
  if (known) return known;
  const connection: Connection = {
    remoteAddr: socket.remoteAddress ?? '',
    remotePort: String(socket.remotePort ?? ''),
    serverName: bracketed(socket.localAddress ?? 'localhost'),
    serverPort: String(socket.localPort ?? 80),
    scheme: 'encrypted' in socket ? 'https' : 'http',
    fields: new FieldReader(),
    errors: process.stderr,
  };
  connections.set(key, connection);
  return connection;
}

function protocolOf(version: string): string {
  return version === '1.1' ? 'HTTP/1.1' : `HTTP/${version}`;
}
