/**
 * A JSON-RPC 2.0 client that sends requests to an application. Run as a program, it makes one call:
 * `node json-rpc-client.js http://127.0.0.1:8080/ add 1 2`.
 */
import { pathToFileURL } from 'node:url';
import { type Application, Request } from 'wheatpaste';
import { sendRequest } from 'wheatpaste/client';
import type { Fault } from './json-rpc-service.ts';

/** The error that the service reported for a call. */
export class JsonRpcError extends Error {
  readonly code: number;

  constructor({ code, message }: Fault) {
    super(message);
    this.code = code;
  }
}

/** Calls the methods of a service. */
export class JsonRpcClient {
  readonly #request: Request;
  readonly #send: Application;
  #lastId = 0;

  /** @param send the application that requests are sent to: the network, or the service itself in a test. */
  constructor(url: string, send: Application = sendRequest) {
    this.#request = Request.blank(url, { method: 'POST', accept: 'application/json' });
    this.#send = send;
  }

  /**
   * Calls a method and waits for its result.
   *
   * @throws JsonRpcError when the service reports an error, Error when it does not answer this call.
   */
  async call<T>(method: string, ...params: unknown[]): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    const response = await this.#request
      .with({ json: { jsonrpc: '2.0', method, params, id } })
      .send(this.#send);
    if (response.status !== 200) throw new Error(`the service answered ${response.statusLine}`);
    const answer = await response.json<{ id?: unknown; result?: T; error?: Fault }>();
    if (answer.error) throw new JsonRpcError(answer.error);
    if (answer.id !== id) throw new Error('the service answered another call');
    return answer.result as T;
  }

  /** Sends a notification, and waits only until the service has received it. */
  async notify(method: string, ...params: unknown[]): Promise<void> {
    const response = await this.#request.with({ json: { jsonrpc: '2.0', method, params } }).send(this.#send);
    await response.bytes();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [url = 'http://127.0.0.1:8080/', method = 'add', ...params] = process.argv.slice(2);
  console.log(await new JsonRpcClient(url).call(method, ...params.map((text) => JSON.parse(text))));
}
