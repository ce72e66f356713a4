/**
 * An HTTP client as an application.
 *
 * @module
 */
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { assertKnown } from '../../collections/unknown-name.ts';
import { HTTPForbidden } from '../../exceptions/client-errors.ts';
import { HTTPBadGateway } from '../../exceptions/server-errors.ts';
import { parseContentLength } from '../../headers/content-length.ts';
import { withoutHopByHop } from '../../headers/hop-by-hop.ts';
import { Request } from '../../request/request.ts';
import { Host } from '../../url/host.ts';
import { unbracketed } from '../../url/ipv6.ts';
import { defaultPort } from '../../url/target.ts';
import { capabilitiesOf } from '../../wsgi/capabilities.ts';
import type { Application, Environ, HeaderList } from '../../wsgi/contract.ts';
import { signalOf } from '../../wsgi/exchange.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { parseStatus } from '../../wsgi/status.ts';
import { ClientExchange } from './client-exchange.ts';

/** Options for sending requests. */
export interface SendRequestOptions {
  /**
   * Milliseconds that the server may make no progress: with the connection and the response's head, with its next
   * bytes, or with taking more of the body. Defaults to 60 000; `Infinity` waits forever.
   */
  timeout?: number | undefined;
  /**
   * The only hosts to contact: `'example.com'` at the default port of the scheme, `'example.com:8443'` at this
   * port. By default every host is allowed.
   */
  allowedHosts?: Iterable<string> | undefined;
  /** Creates and keeps the connections. An agent of node:https works for https only. */
  agent?: Agent | undefined;
}

const OPTIONS = ['timeout', 'allowedHosts', 'agent'];
/** The module that sends requests of a scheme, loaded with the first. */
const MODULES: ReadonlyMap<string, 'node:http' | 'node:https'> = new Map([
  ['http', 'node:http'],
  ['https', 'node:https'],
]);
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);
const FRAMING = new Set(['content-length', 'transfer-encoding']);

/**
 * Makes an application that sends the request over the network and responds with the server's response.
 *
 * It connects to the environ's SERVER_NAME and SERVER_PORT. Bodies are streamed both ways and not decoded;
 * redirections are not followed. The request ends early when the request's signal fires, or when the response's
 * body is closed before its end.
 *
 * The application throws an HTTPForbidden (403) for a host that is not allowed, an HTTPBadGateway (502) when there
 * is no connection or no valid response, an HTTPGatewayTimeout (504) when it takes too long, and the signal's
 * reason.
 *
 * @throws TypeError when an option is unknown, or one of `allowedHosts` is not a host.
 *
 * @example
 * ```ts
 * const send = createSendRequest({ timeout: 5000, allowedHosts: ['api.example.com'] });
 * await Request.blank('http://169.254.169.254/').send(send); // throws HTTPForbidden
 * ```
 */
export function createSendRequest(options: SendRequestOptions = {}): Application {
  assertKnown('option of createSendRequest', options, OPTIONS);
  const { timeout = 60_000, allowedHosts, agent } = options;
  const isAllowed = allowedHosts === undefined ? () => true : hostFilter(allowedHosts);

  return async (environ, startResponse) => {
    const request = new Request(environ);
    const module = MODULES.get(request.scheme);
    if (!module) {
      throw new TypeError(
        `requests cannot be sent by the scheme ${JSON.stringify(request.scheme)}; use http or https`,
      );
    }
    for (const host of [`${request.serverName}:${request.serverPort}`, request.host]) {
      if (!isAllowed(host, request.scheme))
        throw new HTTPForbidden(`Requests to this host are not allowed: ${host}.`);
    }
    const signal = signalOf(environ);
    signal.throwIfAborted();
    // One signal may end any number of requests; that is not a leak to warn about.
    if (signal) process.getBuiltinModule('node:events').setMaxListeners(0, signal);
    const hasBody = declaresBody(environ);
    const isRepeatable = !hasBody && IDEMPOTENT.has(request.method);
    for (;;) {
      const outgoing = process
        .getBuiltinModule(module)
        .request({ ...messageOf(request, hasBody), ...(agent && { agent }) });
      const exchange = new ClientExchange(outgoing, timeout);
      const abort = () => exchange.stop(signal.reason);
      signal.addEventListener('abort', abort);
      outgoing.once('close', () => signal.removeEventListener('abort', abort));
      try {
        const response = await exchange.send(hasBody ? request.body : undefined);
        const body = exchange.bodyOf(response);
        startResponse(statusOf(response), fieldsOf(response));
        return body;
      } catch (error) {
        exchange.stop();
        if (!(isRepeatable && exchange.isStale)) throw error;
      }
    }
  };
}

/**
 * {@link createSendRequest} without options: `request.send(sendRequest)`.
 *
 * @example
 * ```ts
 * await using server = await serve(new Response('Hello'), { port: 0 });
 * const response = await Request.blank(server.url).send(sendRequest);
 * await response.text(); // 'Hello'
 * ```
 */
export const sendRequest: Application = createSendRequest();

function hostFilter(allowed: Iterable<string>): (host: string, scheme: string) => boolean {
  const hosts = new Set<string>();
  for (const host of allowed) {
    Host.from(host);
    hosts.add(host.toLowerCase());
  }
  return (host, scheme) => {
    const parsed = Host.parse(host.toLowerCase());
    if (!parsed) return false;
    const { domain, port = defaultPort(scheme) } = parsed;
    return hosts.has(`${domain}:${port}`) || (port === defaultPort(scheme) && hosts.has(domain));
  };
}

function declaresBody(environ: Environ): boolean {
  const length = parseContentLength(environ.CONTENT_LENGTH, BadRequestError);
  if (length !== undefined) return length > 0;
  const isEmpty = capabilitiesOf(environ['wsgi.input']).byteLength === 0;
  return environ['wsgi.input_terminated'] === true && !isEmpty;
}

function messageOf(request: Request, hasBody: boolean): RequestOptions {
  const { environ, method, scheme, serverName, serverPort, pathQs } = request;
  const isAsterisk = environ.REQUEST_URI === '*' && pathQs === '';
  return {
    method,
    protocol: `${scheme}:`,
    hostname: unbracketed(serverName),
    port: serverPort,
    path: isAsterisk ? '*' : pathQs.replace(/^(?!\/)/, '/'),
    headers: headersOf(request, hasBody),
  };
}

/** The fields of the request, except those that say where its body ends, which are set anew (RFC 9112, section 6). */
function headersOf(request: Request, hasBody: boolean): Record<string, string> {
  const { CONTENT_LENGTH: length } = request.environ;
  const fields = withoutHopByHop([...request.headers]).filter(([name]) => !FRAMING.has(name));
  const headers: Record<string, string> = { ...Object.fromEntries(fields), host: request.host };
  if (!hasBody) delete headers.expect;
  if (length !== undefined) headers['content-length'] = String(parseContentLength(length, BadRequestError));
  else if (hasBody) headers['transfer-encoding'] = 'chunked';
  return headers;
}

/** The status of the response, which may not be a valid one. */
function statusOf({ statusCode, statusMessage }: IncomingMessage): string {
  const status = `${statusCode} ${statusMessage}`;
  try {
    parseStatus(status);
    return status;
  } catch (cause) {
    throw new HTTPBadGateway(`The response has an invalid status: ${JSON.stringify(status)}.`, { cause });
  }
}

function fieldsOf(response: IncomingMessage): HeaderList {
  const { rawHeaders } = response;
  const coding = response.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    throw new HTTPBadGateway(`The response has an unknown transfer coding: ${coding}.`);
  }
  const fields: HeaderList = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    fields.push([rawHeaders[i] as string, rawHeaders[i + 1] as string]);
  }
  return withoutHopByHop(fields);
}
