/**
 * The environ of a request that node received.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { parseContentLength } from '../../headers/content-length.ts';
import { Host } from '../../url/host.ts';
import { bracketed } from '../../url/ipv6.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import { requestedPath, splitTarget } from '../../url/target.ts';
import type { Environ, ErrorStream, Input } from '../../wsgi/contract.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { FieldReader } from './field-reader.ts';

/** A request of node:http or of node:http2's compatibility API; Express adds where it is mounted. */
export type NodeRequest = (IncomingMessage | Http2ServerRequest) & {
  readonly baseUrl?: string;
  readonly originalUrl?: string;
};

/** What the gateway knows better than the connection. */
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
  if (hasBody(environ, incoming)) {
    environ['wsgi.input'] = new NodeInput(incoming);
    environ['wsgi.input_terminated'] = true;
  }
  return environ;
}

/** The body of a node request, which may be left unread without the connection being cut. */
export class NodeInput implements AsyncIterable<Uint8Array> {
  readonly #incoming: NodeRequest;
  /** Called before the first byte is asked for. */
  beforeReading: (() => void) | undefined;

  constructor(incoming: NodeRequest) {
    this.#incoming = incoming;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.beforeReading?.();
    this.beforeReading = undefined;
    return this.#incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  }
}

const VERSION = [1, 0] as const;
const NO_BODY: Input = Object.freeze([]);

function hasBody(environ: Environ, incoming: NodeRequest): boolean {
  const length = parseContentLength(environ.CONTENT_LENGTH, BadRequestError);
  const isChunked = environ.HTTP_TRANSFER_ENCODING !== undefined;
  if (isChunked && length !== undefined) {
    throw new BadRequestError('The request has Content-Length and Transfer-Encoding.');
  }
  if (length !== undefined) return length > 0;
  return isChunked || ('stream' in incoming && !incoming.stream.endAfterHeaders);
}

/** That of the socket or, over HTTP/2, of the session: each of its requests sees the socket by an object of its own. */
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
