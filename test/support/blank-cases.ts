import { Request } from '../../src/request/request.ts';
import type { Environ } from '../../src/wsgi/contract.ts';
import { vectors } from './vectors.ts';

/** The arguments of WebOb's `Request.blank`, with its result. */
export interface BlankCase {
  readonly id: string;
  readonly in: {
    readonly path: string;
    readonly base_url?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly POST?: Record<string, string>;
  };
  readonly out: {
    readonly environ: Environ;
    readonly body: { readonly b64: string };
    readonly raises?: string;
  };
}

/** The recorded cases. */
export const blankCases: readonly BlankCase[] = vectors<BlankCase>('webob/request-blank');

/** The cases in which there is a request. */
export const blankRequests: readonly BlankCase[] = blankCases.filter(({ out }) => !out.raises);

/** The request that a case describes. */
export function blankRequest({
  in: { path, base_url: baseUrl, method, headers, POST: form },
}: BlankCase): Request {
  const given = Object.entries({ baseUrl, method, headers, form }).filter(([, value]) => value !== undefined);
  return Request.blank(path, Object.fromEntries(given));
}
