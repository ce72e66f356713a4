/**
 * The application under Deno. Prints its URL when it listens.
 *
 * @module
 */
import { toFetchHandler } from 'wheatpaste/fetch';
import { application } from '../application.ts';

interface DenoRuntime {
  serve(options: object, handler: (request: Request, info: object) => Promise<Response>): unknown;
}

const { Deno } = globalThis as unknown as { Deno: DenoRuntime };
const onListen = ({ port }: { port: number }) => console.log(`http://127.0.0.1:${port}`);
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, toFetchHandler(application, { onError: () => {} }));
