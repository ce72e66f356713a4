/**
 * Cross-origin resource sharing: which other sites' scripts may read the responses (Fetch standard, section 3.3).
 *
 * @module
 */
import {
  accessControlAllowHeaders,
  accessControlAllowMethods,
  accessControlExposeHeaders,
  accessControlMaxAge,
  accessControlRequestHeaders,
} from '../../headers/cors.ts';
import { copyOf, deleteField, getField, putField } from '../../headers/lists/header-list.ts';
import { origin } from '../../headers/origin.ts';
import { Request } from '../../request/request.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { changingFields } from '../../wsgi/start-response.ts';
import { type AppMiddleware, assertOptions, middleware } from '../app-middleware.ts';
import { fieldOf } from '../field-of.ts';
import { addVary } from '../vary.ts';
import { whenKnown } from '../when-known.ts';
import { knownOrigin } from './known-origin.ts';

/** Whether scripts of an origin, which may be `'null'`, may read the response. */
export type OriginTest = (origin: string, request: Request) => boolean | PromiseLike<boolean>;

/** Options of {@link cors}. */
export interface CorsOptions {
  /**
   * The allowed origins, such as `'https://app.example'`; a regular expression must match the entire origin. `'*'`
   * lets all origins read public responses.
   */
  readonly origins: '*' | readonly (string | RegExp)[] | OriginTest;
  /**
   * Whether requests may carry the user's cookies and credentials. Defaults to `false`; cannot be combined with
   * `'*'`.
   */
  readonly credentials?: boolean | undefined;
  /** The methods that a preflight request allows. Defaults to GET, HEAD, POST, PUT, PATCH and DELETE. */
  readonly methods?: readonly string[] | undefined;
  /** The request headers that it allows, or `'reflect'` for those that the preflight requests. Defaults to none. */
  readonly allowHeaders?: readonly string[] | 'reflect' | undefined;
  /** The response headers that a script may read in addition to the safelisted ones. */
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Seconds for which the response to a preflight request may be cached. */
  readonly maxAge?: number | undefined;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const ALLOW_CREDENTIALS = 'Access-Control-Allow-Credentials';
const EXPOSE_HEADERS = 'Access-Control-Expose-Headers';

/**
 * Lets scripts of other origins read the responses, including errors and 304, and answers preflight requests
 * itself, so put it outside any authentication. Fields about origins that the application sets are replaced.
 *
 * A malformed origin is not allowed. Private networks are not opened to public sites.
 *
 * @throws TypeError or RangeError when an option is unknown, missing or malformed, and for `'*'` with credentials.
 *
 * @example
 * ```ts
 * const app = cors({ origins: ['https://app.example'], credentials: true })(new Response('Hello'));
 * const response = await Request.blank('/', { headers: { Origin: 'https://app.example' } }).send(app);
 * response.headers.get('Access-Control-Allow-Origin'); // 'https://app.example'
 * response.headers.get('Vary'); // 'Origin'
 * ```
 */
export function cors(options: CorsOptions): AppMiddleware {
  const policy = new Policy(options);
  return middleware((app) => (environ, startResponse) => {
    const answer = (isGranted: boolean) => {
      if (isPreflight(environ)) {
        startResponse('204 No Content', policy.preflight(environ, isGranted));
        return [];
      }
      const shared = (headers: HeaderList) => policy.applied(headers, environ.HTTP_ORIGIN, isGranted);
      return app(environ, changingFields(startResponse, shared));
    };
    const isGranted = policy.grants(environ);
    return whenKnown(isGranted, answer);
  });
}

/** A malformed Origin also makes a request a preflight, so that it does not bypass the response given here. */
function isPreflight(environ: Environ): boolean {
  return (
    environ.REQUEST_METHOD === 'OPTIONS' &&
    environ.HTTP_ORIGIN !== undefined &&
    environ.HTTP_ACCESS_CONTROL_REQUEST_METHOD !== undefined
  );
}

class Policy {
  readonly #grants: '*' | OriginTest;
  readonly #credentials: boolean;
  readonly #preflight: HeaderList;
  readonly #reflects: boolean;
  readonly #expose: string | undefined;

  constructor(options: CorsOptions) {
    assertOptions('cors', options, {
      origins: true,
      credentials: true,
      methods: true,
      allowHeaders: true,
      exposeHeaders: true,
      maxAge: true,
    });
    const {
      origins,
      credentials = false,
      methods = METHODS,
      allowHeaders = [],
      exposeHeaders = [],
    } = options;
    if (origins === '*' && credentials) {
      throw new TypeError('cors cannot allow credentials to all origins: list those that may have them');
    }
    this.#grants = testOf(origins);
    this.#credentials = credentials;
    this.#reflects = allowHeaders === 'reflect';
    this.#expose = accessControlExposeHeaders.format(exposeHeaders);
    this.#preflight = [
      ...fieldOf(accessControlAllowMethods, methods),
      ...(allowHeaders === 'reflect' ? [] : fieldOf(accessControlAllowHeaders, allowHeaders)),
      ...(options.maxAge === undefined ? [] : fieldOf(accessControlMaxAge, options.maxAge)),
    ];
  }

  /** Whether the requesting origin may read the response. */
  grants(environ: Environ): boolean | PromiseLike<boolean> {
    if (this.#grants === '*') return true;
    const asking = origin.parse(environ.HTTP_ORIGIN);
    return asking !== undefined && this.#grants(asking, new Request(environ));
  }

  /** The fields of a response, with those of this policy. */
  applied(given: HeaderList, asking: string | undefined, isGranted: boolean): HeaderList {
    const headers = copyOf(given);
    deleteField(headers, ALLOW_ORIGIN);
    deleteField(headers, ALLOW_CREDENTIALS);
    this.#share(headers, asking, isGranted);
    if (isGranted && this.#expose !== undefined && getField(headers, EXPOSE_HEADERS) === undefined) {
      headers.push([EXPOSE_HEADERS, this.#expose]);
    }
    return headers;
  }

  /** The fields of the response to a preflight request. */
  preflight(environ: Environ, isGranted: boolean): HeaderList {
    const headers: HeaderList = [];
    this.#share(headers, environ.HTTP_ORIGIN, isGranted);
    if (isGranted) headers.push(...copyOf(this.#preflight));
    if (this.#reflects) {
      const asked = accessControlRequestHeaders.parse(environ.HTTP_ACCESS_CONTROL_REQUEST_HEADERS);
      if (isGranted) headers.push(...fieldOf(accessControlAllowHeaders, asked));
      addVary(headers, 'Access-Control-Request-Headers');
    }
    return headers;
  }

  #share(headers: HeaderList, asking: string | undefined, isGranted: boolean): void {
    if (isGranted) {
      putField(headers, [ALLOW_ORIGIN, this.#grants === '*' || asking === undefined ? '*' : asking]);
      if (this.#credentials) headers.push([ALLOW_CREDENTIALS, 'true']);
    }
    if (this.#grants !== '*') addVary(headers, 'Origin');
  }
}

function testOf(origins: CorsOptions['origins']): '*' | OriginTest {
  if (origins === '*' || typeof origins === 'function') return origins;
  if (!Array.isArray(origins)) {
    throw new TypeError(`origins of cors must be '*', a list or a function, not ${kindOf(origins)}`);
  }
  const known = new Set(
    origins.filter((one) => typeof one === 'string').map((one) => knownOrigin(one, 'origins of cors')),
  );
  const patterns = origins.filter((one) => typeof one !== 'string').map(wholly);
  return (asking) =>
    known.has(asking) || (asking !== 'null' && patterns.some((pattern) => pattern.test(asking)));
}

function wholly(pattern: unknown): RegExp {
  if (!(pattern instanceof RegExp)) {
    throw new TypeError(`an origin of cors must be a string or a regular expression, not ${kindOf(pattern)}`);
  }
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, ''));
}
