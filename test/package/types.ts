/**
 * Code that must compile, and code that must not, under every lib and compiler: only types matter, nothing
 * runs.
 */
import {
  type Environ,
  type Field,
  HTTPFound,
  HTTPMethodNotAllowed,
  HTTPNotFound,
  HTTPUnauthorized,
  httpException,
  isHTTPError,
  Request,
  Response,
  type ResponseInit,
  type SeekableBody,
  wsgify,
} from 'wheatpaste';
import { secFetchSite } from 'wheatpaste/headers';

/** Users can declare types for their own keys. */
declare module 'wheatpaste' {
  interface Environ {
    'types.key'?: number;
  }
  interface ExchangeNotes {
    typesNote?: string;
  }
}

const request = Request.blank('/');
export const response = new Response();

/** The platform accepts values of a request. */
export const platform = async () => [
  new Blob([await request.bytes()]),
  new Headers(request.headers),
  new globalThis.Response(request.body),
  new globalThis.Response(await response.bytes(), { headers: response.headers }),
  new Blob([await request.arrayBuffer(), await response.arrayBuffer()]),
];

/** A user-defined body that can begin anywhere. */
export class Letters implements SeekableBody {
  async *[Symbol.asyncIterator]() {
    yield* this.range(0, 26);
  }
  *range(start: number, stop: number) {
    yield new Uint8Array(stop - start).fill(0x61);
  }
}
export const letters = new Response(new Letters(), { contentLength: 26 });

/** Other modules can name the types of these. */
export const { accept, acceptCharset, acceptEncoding, acceptLanguage, authorization, forwarded } = request;
export const { cookies, headers, ifMatch, ifRange, query, range, signal, body } = request;
export const requestCaching = request.cacheControl;
export const { allow, cacheControl, contentDisposition, contentRange, etag, vary, wwwAuthenticate } =
  response;
export const responseHeaders = response.headers;

/** A subclass whose setter is an init property. */
export class Page extends Response {
  constructor(body?: string, init?: ResponseInit & { title?: string }) {
    super(body, init);
  }
  set title(title: string) {
    this.headers.set('X-Title', title);
  }
}
export const page = new Page('', { title: 'Home', etag: 'v1', lastModified: new Date() });

/** A user-defined header, read and written. */
const stars: Field<number | undefined, number> = {
  name: 'X-Stars',
  parse: (value) => (value === undefined ? undefined : Number(value)),
  format: String,
};
export const own: number | undefined = request.read(stars) ?? response.read(stars);
response.set(stars, 5);
response.set(stars, undefined);
export const site: 'cross-site' | 'same-origin' | 'same-site' | 'none' | undefined =
  request.read(secFetchSite);

/** The bodies and readers of Fetch. */
export const fetched = async () => {
  const optional: { a: number } | undefined = await request.json<{ a: number }>({ optional: true });
  const demanded: { a: number } = await request.json<{ a: number }>();
  const form: FormData = await new Response(new FormData()).formData();
  const bytes: Uint8Array<ArrayBuffer> = await response.bytes();
  const again: Request = Request.fromFetch(request.toFetch());
  const events = Response.events([{ data: 'a' }], { heartbeat: 15_000 });
  return [optional, demanded, form, bytes, again, events, response.clone().ok];
};

/** A handler of a subclass passes its class; errors have the options that their status requires. */
class Api extends Request {
  get user(): string | undefined {
    return this.remoteUser;
  }
}
export const api = wsgify((given: Api) => given.user ?? null, { Request: Api });
export const errors = [
  new HTTPNotFound('No such page', { headers: { 'X-A': '1' } }),
  new HTTPNotFound({ detail: 'No such page' }),
  new HTTPFound('/login'),
  new HTTPFound({ location: '/login' }),
  new HTTPMethodNotAllowed({ allow: ['GET'] }),
  new HTTPUnauthorized({ wwwAuthenticate: 'Basic realm="a"' }),
  httpException(404, 'No such page'),
];
export const isAnswer: boolean = isHTTPError(new Error());
export const environ: Environ = request.environ;
export const ownKey: number | undefined = environ['types.key'];
export const ownNote: string | undefined = environ['wheatpaste.exchange']?.notes.typesNote;

/** An option may be given as `undefined`. */
export const absent = (required: boolean | undefined, heartbeat: number | undefined) => [
  request.preconditions({ etag: undefined }, { required }) === 428,
  request.preconditions({}, { required: undefined }) === 'proceed',
  Response.events([{ data: 'a', id: undefined }], { heartbeat }),
  new HTTPNotFound({ detail: undefined, cause: undefined }),
  Request.blank('/', { baseUrl: undefined, method: undefined, accept: undefined }),
  new Response('', { status: undefined, etag: { value: 'v1', weak: undefined } }),
];

export const mistakes = () => {
  // @ts-expect-error a handler for a subclass must pass it
  wsgify((given: Api) => given.user ?? null);
  // @ts-expect-error 405 requires the methods
  new HTTPMethodNotAllowed('No');
  // @ts-expect-error 401 requires a challenge
  new HTTPUnauthorized();
  // @ts-expect-error a redirection requires its location
  new HTTPFound();
  // @ts-expect-error there is no such option
  new HTTPNotFound({ details: 'x' });
  // @ts-expect-error a detail is text
  new HTTPNotFound(404);
  // @ts-expect-error the field writes numbers
  response.set(stars, 'many');
  // @ts-expect-error a request is immutable
  request.method = 'PUT';
  // @ts-expect-error a date is a Date
  response.lastModified = 'yesterday';
  // @ts-expect-error a date is a Date
  response.date = 'x';
  // @ts-expect-error a number
  response.age = '5';
  // @ts-expect-error there is no such property
  new Response('', { bogus: 1 });
  // @ts-expect-error a date is not a range
  request.with({ range: new Date() });
  // @ts-expect-error an empty object is not a tag
  request.with({ ifMatch: {} });
  // @ts-expect-error a number is not a list of types
  request.with({ accept: 5 });
};
