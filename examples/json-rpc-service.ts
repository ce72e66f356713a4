/**
 * A JSON-RPC 2.0 service over HTTP. Run as a program, it serves a small calculator on `PORT`, by default 8080.
 */
import { pathToFileURL } from 'node:url';
import {
  BadRequestError,
  type ErrorStream,
  HTTPMethodNotAllowed,
  HTTPUnsupportedMediaType,
  Response,
  type WsgifyApplication,
  wsgify,
} from 'wheatpaste';
import { serve } from 'wheatpaste/node';

/** The functions, by the names under which clients call them. */
export type Methods = Readonly<Record<string, (...params: never[]) => unknown>>;

/** An error that is reported to the caller. */
export interface Fault {
  readonly code: number;
  readonly message: string;
}

interface Call {
  readonly method: string;
  readonly params: readonly never[];
  /** A call without an id is a notification, which is not answered. */
  readonly id: string | number | null | undefined;
}

const PARSE_ERROR: Fault = { code: -32700, message: 'Parse error' };
const INVALID_REQUEST: Fault = { code: -32600, message: 'Invalid Request' };
const METHOD_NOT_FOUND: Fault = { code: -32601, message: 'Method not found' };
const INTERNAL_ERROR: Fault = { code: -32603, message: 'Internal error' };
const LIMITS = { maxBodySize: 1_000_000 };

/**
 * Serves the methods as an application that accepts calls, batches and notifications. Pages of other sites cannot send
 * its content type without a preflight request, so they cannot call it.
 */
export function jsonRpcService(methods: Methods): WsgifyApplication {
  return wsgify(async (request) => {
    if (request.method !== 'POST') throw new HTTPMethodNotAllowed({ allow: ['POST'] });
    if (request.contentType !== 'application/json')
      throw new HTTPUnsupportedMediaType('Send application/json.');
    const message = await request.json(LIMITS).catch((error) => {
      if (error instanceof BadRequestError) return error;
      throw error;
    });
    if (message instanceof BadRequestError) return Response.json(answer(null, { error: PARSE_ERROR }));
    const isBatch = Array.isArray(message) && message.length > 0;
    const calls: unknown[] = isBatch ? message : [message];
    const log = request.environ['wsgi.errors'];
    const all = await Promise.all(calls.map((call) => answerTo(call, methods, log)));
    const answers = all.filter((given) => given !== undefined);
    if (answers.length === 0) return new Response(null, { status: 204 });
    return Response.json(isBatch ? answers : answers[0]);
  });
}

async function answerTo(message: unknown, methods: Methods, log: ErrorStream): Promise<object | undefined> {
  const call = readCall(message);
  if (!call) return answer(null, { error: INVALID_REQUEST });
  const outcome = await perform(call, methods, log);
  return call.id === undefined ? undefined : answer(call.id, outcome);
}

async function perform({ method, params }: Call, methods: Methods, log: ErrorStream) {
  if (!Object.hasOwn(methods, method)) return { error: METHOD_NOT_FOUND };
  try {
    return { result: (await methods[method]?.(...params)) ?? null };
  } catch (error) {
    log.write(`${method}: ${error instanceof Error ? error.stack : error}\n`);
    return { error: INTERNAL_ERROR };
  }
}

function readCall(message: unknown): Call | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { jsonrpc, method, params = [], id } = message as Partial<Record<string, unknown>>;
  const isId = id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
  if (jsonrpc !== '2.0' || typeof method !== 'string' || !Array.isArray(params) || !isId) return undefined;
  return { method, params: params as never[], id };
}

function answer(id: Call['id'], outcome: { result: unknown } | { error: Fault }): object {
  return { jsonrpc: '2.0', ...outcome, id };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const calculator = jsonRpcService({
    add: (a: number, b: number) => a + b,
    divide: (a: number, b: number) => a / b,
  });
  await serve(calculator, {
    port: Number(process.env.PORT ?? 8080),
    closeOn: ['SIGINT', 'SIGTERM'],
    onListening: (url) => console.log(`The service is at ${url}/`),
  });
}
