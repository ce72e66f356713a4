/**
 * The application under Bun. Prints its URL when it listens.
 *
 * @module
 */
import { toFetchHandler } from 'wheatpaste/fetch';
import { application } from '../application.ts';

interface BunRuntime {
  serve(options: object): { readonly url: URL };
}

const { Bun } = globalThis as unknown as { Bun: BunRuntime };
const fetch = toFetchHandler(application, { onError: () => {} });
const { url } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch });
console.log(url.origin);
