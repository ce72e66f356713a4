/**
 * What the library makes of a request, as plain data.
 */
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import type { Request, Upload } from 'wheatpaste';
import { priority, secFetchDest, secFetchMode, secFetchSite } from 'wheatpaste/headers';
import { codeOf, shownEnviron } from './layers.ts';

/** A value of a form as it is shown: text, or a file with its size in bytes and its SHA-256. */
export type ShownValue =
  | string
  | { filename: string | undefined; type: string; size: number; sha256: string };

/** A header as it came, and what a program reads of it, by which code. */
export interface Reading {
  name: string;
  value: string;
  readings: { code: string; result: string }[];
}

/** Everything there is to show of a request. */
export interface Inspection {
  request: Record<string, string>;
  url: Record<string, string>;
  query: [name: string, value: string][];
  headers: Reading[];
  cookies: [name: string, value: string][];
  body: { size: number; sha256: string } | undefined;
  form: [name: string, value: ShownValue][];
  environ: Record<string, string>;
}

/** Readings of headers, by the lower-case name of the header. */
const READERS: Readonly<Record<string, readonly ((request: Request) => unknown)[]>> = {
  accept: [
    (request) => request.accept.best(['text/html', 'application/json', 'image/png']),
    (request) => request.accept.quality('image/png'),
  ],
  'accept-encoding': [(request) => request.acceptEncoding.best(['br', 'gzip', 'identity'])],
  'accept-language': [
    (request) => request.acceptLanguage.lookup(['en', 'de', 'fr', 'ja']),
    (request) => request.acceptLanguage.filter(['en-GB', 'de', 'fr-CH']),
  ],
  authorization: [(request) => request.authorization?.scheme],
  'cache-control': [(request) => request.cacheControl.maxAge, (request) => request.cacheControl.noCache],
  'content-length': [(request) => request.contentLength],
  'content-type': [(request) => request.contentType, (request) => request.charset],
  cookie: [(request) => request.cookies.size, (request) => request.cookies.get('session')?.length],
  forwarded: [(request) => request.forwarded],
  host: [(request) => request.domain, (request) => request.hostPort],
  'if-modified-since': [(request) => request.ifModifiedSince],
  'if-none-match': [(request) => request.ifNoneMatch?.matches('v1', { weak: true })],
  origin: [(request) => request.origin],
  priority: [(request) => request.read(priority)],
  range: [(request) => request.range?.resolve(100)],
  referer: [(request) => request.referrer],
  'sec-fetch-dest': [(request) => request.read(secFetchDest)],
  'sec-fetch-mode': [(request) => request.read(secFetchMode)],
  'sec-fetch-site': [(request) => request.read(secFetchSite)],
  'user-agent': [(request) => request.userAgent?.length],
};

/** Reads a request from end to end. */
export async function inspectRequest(request: Request): Promise<Inspection> {
  const form = await request.form();
  const isForm = form.size > 0 || request.contentType === 'multipart/form-data';
  return {
    request: {
      method: request.method,
      httpVersion: request.httpVersion,
      clientAddr: request.clientAddr ?? '',
      contentType: request.contentType ?? '',
      charset: request.charset,
      isXhr: String(request.isXhr),
    },
    url: {
      url: request.url,
      scheme: request.scheme,
      host: request.host,
      domain: request.domain,
      hostPort: String(request.hostPort),
      applicationUrl: request.applicationUrl,
      scriptName: request.scriptName,
      pathInfo: request.pathInfo,
      path: request.path,
      queryString: request.queryString,
    },
    query: [...request.query],
    headers: [...request.headers].map(([name, value]) => ({
      name,
      value,
      readings: readingsOf(name, request),
    })),
    cookies: [...request.cookies],
    body: isForm || !request.isBodyReadable ? undefined : digest(await request.bytes()),
    form: await Promise.all([...form].map(shownEntry)),
    environ: Object.fromEntries(shownEnviron(request.environ)),
  };
}

function readingsOf(name: string, request: Request): Reading['readings'] {
  const readers = READERS[name.toLowerCase()] ?? [];
  return readers.map((read) => ({ code: codeOf(read), result: inspect(read(request), { breakLength: 80 }) }));
}

async function shownEntry([name, value]: [name: string, value: string | Upload]): Promise<
  [string, ShownValue]
> {
  if (typeof value === 'string') return [name, value];
  const { filename, type = 'unknown', size } = value;
  const hash = createHash('sha256');
  for await (const chunk of value.stream()) hash.update(chunk);
  return [name, { filename, type, size, sha256: hash.digest('hex') }];
}

function digest(bytes: Uint8Array): { size: number; sha256: string } {
  return { size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}
