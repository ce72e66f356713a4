/**
 * What the library makes of a request, as plain data.
 */
import { createHash } from 'node:crypto';
import type { Environ, Request, Upload } from 'wheatpaste';

/** A value of a form as it is shown: text, or a file with its size in bytes and its SHA-256. */
export type ShownValue =
  | string
  | { filename: string | undefined; type: string; size: number; sha256: string };

/** Everything there is to show of a request. */
export interface Inspection {
  request: Record<string, string>;
  url: Record<string, string>;
  query: [name: string, value: string][];
  headers: [name: string, value: string][];
  cookies: [name: string, value: string][];
  negotiation: Record<string, string>;
  body: { size: number; sha256: string } | undefined;
  form: [name: string, value: ShownValue][];
  environ: Record<string, unknown>;
}

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
    headers: [...request.headers],
    cookies: [...request.cookies],
    negotiation: {
      'accept, of html, json, png':
        request.accept.best(['text/html', 'application/json', 'image/png']) ?? 'none',
      'acceptEncoding, of br, gzip, identity':
        request.acceptEncoding.best(['br', 'gzip', 'identity']) ?? 'none',
      'acceptLanguage, of en, de, fr, ja': request.acceptLanguage.lookup(['en', 'de', 'fr', 'ja']) ?? 'none',
      'cacheControl.maxAge': String(request.cacheControl.maxAge ?? 'not given'),
    },
    body: isForm || !request.isBodyReadable ? undefined : digest(await request.bytes()),
    form: await Promise.all([...form].map(shown)),
    environ: shownEnviron(request.environ),
  };
}

async function shown([name, value]: [name: string, value: string | Upload]): Promise<[string, ShownValue]> {
  if (typeof value === 'string') return [name, value];
  const { filename, type = 'unknown', size } = value;
  const hash = createHash('sha256');
  for await (const chunk of value.stream()) hash.update(chunk);
  return [name, { filename, type, size, sha256: hash.digest('hex') }];
}

function digest(bytes: Uint8Array): { size: number; sha256: string } {
  return { size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function shownEnviron(environ: Environ): Record<string, unknown> {
  const shownValues = Object.entries(environ).map(([key, value]) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [key, isObject ? `(${value.constructor.name})` : value];
  });
  return Object.fromEntries(shownValues);
}
