/**
 * Other methods for clients that can only POST, such as forms and clients behind some proxies.
 *
 * @module
 */
import { URLENCODED } from '../../body/forms/form-types.ts';
import { DEFAULT_BODY_LIMITS } from '../../body/limits.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import { namesOf } from '../../headers/grammar/checks.ts';
import { isToken } from '../../headers/grammar/field-value.ts';
import type { Request } from '../../request/request.ts';
import { type AppMiddleware, assertOptions } from '../app-middleware.ts';

/** Options of {@link methodOverride}. */
export interface MethodOverrideOptions {
  /**
   * Where to look for the method, in this order. A name that begins with `X-` is a header, any other a field of an
   * urlencoded form. Defaults to `['X-HTTP-Method-Override', '_method']`.
   */
  readonly from?: readonly string[] | undefined;
  /** The methods that may be given. Defaults to `['PUT', 'PATCH', 'DELETE']`. */
  readonly allow?: readonly string[] | undefined;
}

const HEADER = /^x-/i;
/** An override to one of these would bypass checks of unsafe methods. */
const REFUSED: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'];

/**
 * Gives a POST the method that it names. If that is not allowed, it stays a POST. Other methods are not changed.
 *
 * Forms of up to 4 MiB, which is the default limit of `form()` for fields, are read and kept for the application;
 * larger ones are answered with 413.
 *
 * @throws TypeError when an option is unknown or malformed, or allows a safe method.
 *
 * @example
 * ```ts
 * const app = methodOverride()(wsgify((request) => request.method));
 * await (await Request.blank('/', { form: { _method: 'delete' } }).send(app)).text(); // 'DELETE'
 * ```
 */
export function methodOverride(options: MethodOverrideOptions = {}): AppMiddleware {
  assertOptions('methodOverride', options, { from: true, allow: true });
  const from = namesOf(options.from ?? ['X-HTTP-Method-Override', '_method'], 'from of methodOverride');
  const allow = namesOf(options.allow ?? ['PUT', 'PATCH', 'DELETE'], 'allow of methodOverride');
  const wrong = allow.find((method) => !isToken(method) || REFUSED.includes(method.toUpperCase()));
  if (wrong !== undefined) {
    throw new TypeError(`methodOverride cannot allow ${wrong}: give methods that change something`);
  }
  const hasFields = from.some((name) => !HEADER.test(name));
  return wsgify.middleware(async (request, app) => {
    if (request.method !== 'POST') return app;
    const isForm = hasFields && request.contentType === URLENCODED;
    const known = isForm
      ? await request.buffered({ maxBodySize: DEFAULT_BODY_LIMITS.maxFieldsSize })
      : request;
    const named = await firstNamed(known, from, isForm);
    const method = allow.find((one) => one === named?.toUpperCase());
    const environ = method === undefined ? known.environ : { ...known.environ, REQUEST_METHOD: method };
    return (_, startResponse) => app(environ, startResponse);
  });
}

async function firstNamed(
  request: Request,
  names: readonly string[],
  isForm: boolean,
): Promise<string | undefined> {
  for (const name of names) {
    const found = HEADER.test(name) ? request.headers.get(name) : isForm && (await request.form()).get(name);
    if (typeof found === 'string') return found;
  }
  return undefined;
}
