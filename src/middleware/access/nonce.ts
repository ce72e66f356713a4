/**
 * The nonce of a response, by which its Content-Security-Policy recognizes the page's own scripts.
 *
 * @module
 */
import type { ExchangeNotes } from '../../wsgi/contract.ts';
import { type HasEnviron, noteOf } from '../notes.ts';

const NONCE_BYTES = 16;

/**
 * The nonce of the response to a request, for the `nonce` attribute of its scripts and styles.
 *
 * @throws TypeError when there is no `securityHeaders({ contentSecurityPolicy: { nonce: true } })` outside.
 *
 * @example
 * ```ts
 * const page = wsgify((request) => `<script nonce="${nonceOf(request)}">run();</script>`);
 * const app = securityHeaders({ contentSecurityPolicy: { nonce: true } })(page);
 * const response = await Request.blank('/').send(app);
 * const [, nonce] = /nonce="([^"]+)"/.exec(await response.text()) ?? [];
 * response.headers.get('Content-Security-Policy')?.includes(`'nonce-${nonce}'`); // true
 * ```
 */
export function nonceOf(request: HasEnviron): string {
  const nonce = noteOf(request, 'nonce');
  if (nonce !== undefined) return nonce;
  throw new TypeError(
    'this response has no nonce: put securityHeaders({ contentSecurityPolicy: { nonce: true } }) around the application',
  );
}

/** The noted nonce, else a new one (CSP Level 3, section 7.1: 128 bits at least). */
export function makeNonce(notes: ExchangeNotes): string {
  notes.nonce ??= process.getBuiltinModule('node:crypto').randomBytes(NONCE_BYTES).toString('base64');
  return notes.nonce;
}
