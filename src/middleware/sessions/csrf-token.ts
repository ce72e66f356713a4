/**
 * Tokens that prove that a form belongs to this site and this session.
 *
 * @module
 */
import { DEFAULT_BODY_LIMITS } from '../../body/limits.ts';
import type { Request } from '../../request/request.ts';
import type { HasEnviron } from '../notes.ts';
import { isSameSecret } from '../secrets.ts';
import { sourceOf } from './session-of.ts';

const FIELD = '_csrf';
const HEADER = 'X-CSRF-Token';
const SECRET_BYTES = 32;
const FORM = 'application/x-www-form-urlencoded';

/**
 * A token for the field `_csrf` of a form, or the header `X-CSRF-Token`, which `csrf({ missing: 'token' })`
 * requires if the browser does not say which site a request comes from. It is valid as long as the session keeps
 * its id. Every token is different, so that a compressed page does not reveal it (CVE-2013-3587).
 *
 * @throws TypeError, through its promise, when neither `session` nor `cookieSession` is outside.
 *
 * @example
 * ```ts
 * const site = wsgify(async (request) =>
 *   request.method === 'POST' ? 'Saved' : `<form method="post"><input type="hidden" name="_csrf" value="${await csrfToken(request)}"></form>`,
 * );
 * const app = pipeline(site, session({ store: memoryStore() }), csrf({ missing: 'token' }));
 * const page = await Request.blank('/').send(app);
 * const Cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
 * const [, token = ''] = /value="([^"]+)"/.exec(await page.text()) ?? [];
 * const post = (form: { _csrf?: string }) => Request.blank('/', { method: 'POST', headers: { Cookie }, form }).send(app);
 * (await post({ _csrf: token })).status; // 200
 * (await post({})).status; // 403
 * ```
 */
export async function csrfToken(request: HasEnviron): Promise<string> {
  const secret = await sourceOf(request).makeFormSecret();
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const pad = randomBytes(SECRET_BYTES);
  return Buffer.concat([pad, mixed(pad, Buffer.from(secret, 'base64url'))]).toString('base64url');
}

/**
 * The request, if it carries the token of its session. A form of up to 4 MiB is read for that, and kept for the
 * application.
 */
export async function withToken(request: Request): Promise<Request | undefined> {
  const secret = await sourceOf(request).formSecret();
  if (secret === undefined) return undefined;
  const sent = request.headers.get(HEADER);
  if (sent !== null) return isTokenOf(secret, sent) ? request : undefined;
  if (request.contentType !== FORM) return undefined;
  const known = await request.buffered({ maxBodySize: DEFAULT_BODY_LIMITS.maxFieldsSize });
  const field = (await known.form()).get(FIELD);
  return typeof field === 'string' && isTokenOf(secret, field) ? known : undefined;
}

function isTokenOf(secret: string, token: string): boolean {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 2 * SECRET_BYTES) return false;
  const found = mixed(bytes.subarray(0, SECRET_BYTES), bytes.subarray(SECRET_BYTES));
  return isSameSecret(found.toString('base64url'), secret);
}

function mixed(pad: Uint8Array, bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte, i) => byte ^ Number(pad[i])));
}
