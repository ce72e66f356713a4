/**
 * Sets how long the responses of an application may be cached (RFC 9111).
 *
 * @module
 */

import { CacheControl } from '../../headers/cache-control.ts';
import type { CacheDirectives } from '../../headers/cache-directives.ts';
import { namesOf } from '../../headers/grammar/checks.ts';
import { isToken } from '../../headers/grammar/field-value.ts';
import { getField } from '../../headers/lists/header-list.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { readStatusLine } from '../../wsgi/status.ts';
import { tap } from '../../wsgi/tap.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';

/** Options of {@link cacheControl}. */
export interface CacheControlOptions {
  /** The media types to apply it to, such as `'text/css'` or `'image/*'`. Defaults to all. */
  readonly types?: readonly string[] | undefined;
}

/** Fields that already say how long a response may be cached, or for whom. */
const DECISIVE = ['Cache-Control', 'Expires', 'Pragma'] as const;

/**
 * Sends `Cache-Control` with successful responses to GET and HEAD, and with 304, that do not mention caching
 * themselves. A response that sets a cookie is personal: it gets only directives that forbid shared caches to store
 * it.
 *
 * @param directives by name, or as header text.
 * @throws TypeError or RangeError when a directive or an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const app = cacheControl({ maxAge: 3600, public: true }, { types: ['text/*'] })(new Response('Hello'));
 * String((await Request.blank('/').send(app)).cacheControl); // 'max-age=3600, public'
 * ```
 */
export function cacheControl(
  directives: CacheDirectives | CacheControl | string,
  options: CacheControlOptions = {},
): AppMiddleware {
  assertOptions('cacheControl', options, { types: true });
  const parsed = CacheControl.from(directives);
  const value = String(parsed);
  if (value === '') throw new TypeError('cacheControl takes at least one directive');
  const isForAll = !(parsed.noStore || parsed.private === true);
  const patterns = options.types && namesOf(options.types, 'types of cacheControl').map(patternOf);
  const applies = (status: number, headers: HeaderList) => {
    if (!((status >= 200 && status < 300) || status === 304)) return false;
    if (DECISIVE.some((name) => getField(headers, name) !== undefined)) return false;
    if (isForAll && getField(headers, 'Set-Cookie') !== undefined) return false;
    const [type = ''] = (getField(headers, 'Content-Type') ?? '').split(';', 1);
    return patterns?.some((pattern) => pattern(type.trim().toLowerCase())) ?? true;
  };
  return middleware((app) =>
    tap(app, ({ REQUEST_METHOD: method }) => ({
      head(status, headers) {
        const isRead = method === 'GET' || method === 'HEAD';
        if (!isRead || !applies(readStatusLine(status)?.code ?? 0, headers)) return undefined;
        return { status, headers: [...headers, ['Cache-Control', value]] };
      },
    })),
  );
}

function patternOf(given: string): (type: string) => boolean {
  const [main = '', sub = '', ...more] = given.toLowerCase().split('/');
  if (!isToken(main) || !isToken(sub) || main === '*' || more.length > 0) {
    throw new TypeError(
      `invalid type of cacheControl: ${JSON.stringify(given)}; give a media type such as text/css or image/*`,
    );
  }
  return sub === '*' ? (type) => type.startsWith(`${main}/`) : (type) => type === `${main}/${sub}`;
}
