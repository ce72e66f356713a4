/** What compiles, and what must not, under every lib and compiler: the types alone, nothing of this runs. */
import { Request, Response, type ResponseInit, type SeekableBody } from 'wheatpaste';

const request = Request.blank('/');
export const response = new Response();

/** The platform takes what a request gives. */
export const platform = async () => [
  new Blob([await request.bytes()]),
  new Headers(request.headers),
  new globalThis.Response(request.body),
  new globalThis.Response(await response.bytes(), { headers: response.headers }),
  new Blob([await request.arrayBuffer(), await response.arrayBuffer()]),
];

/** A body of the user's own that begins anywhere. */
export class Letters implements SeekableBody {
  async *[Symbol.asyncIterator]() {
    yield* this.range(0, 26);
  }
  *range(start: number, stop: number) {
    yield new Uint8Array(stop - start).fill(0x61);
  }
}
export const letters = new Response(new Letters(), { contentLength: 26 });

/** Each of these has a type that another module can name. */
export const { accept, acceptCharset, acceptEncoding, acceptLanguage, authorization, forwarded } = request;
export const { cookies, headers, ifMatch, ifRange, query, range, signal, body } = request;
export const requestCaching = request.cacheControl;
export const { allow, cacheControl, contentDisposition, contentRange, etag, vary, wwwAuthenticate } =
  response;
export const responseHeaders = response.headers;

/** A subclass whose setter is a property to be made with. */
export class Page extends Response {
  constructor(body?: string, init?: ResponseInit & { title?: string }) {
    super(body, init);
  }
  set title(title: string) {
    this.headers.set('X-Title', title);
  }
}
export const page = new Page('', { title: 'Home', etag: 'v1', lastModified: new Date() });

export const mistakes = () => {
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
