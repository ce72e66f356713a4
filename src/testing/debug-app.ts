/**
 * An application that echoes the request.
 *
 * @module
 */
import { Request } from '../request/request.ts';
import { Response } from '../response/response.ts';
import type { Application, HeaderList } from '../wsgi/contract.ts';
import { nativeFromText } from '../wsgi/native-string.ts';
import { isBodyless } from '../wsgi/status.ts';

/**
 * Responds with the text values of the environ, one per line, followed by the body. In the query, `status` is the
 * status, or the status line, to respond with, `errorlog` is written to `wsgi.errors`, `header-NAME` is a header of
 * the response, and `error` makes it throw.
 *
 * @example
 * ```ts
 * const app = new TestApp(debugApp);
 * const res = await app.post('/a?status=201%20Created&header-X-One=1', { text: 'Hello' });
 * res.statusLine; // '201 Created'
 * res.headers.get('X-One'); // '1'
 * res.mustContain('REQUEST_METHOD: POST\n', 'PATH_INFO: /a\n', '\nHello');
 * ```
 */
export const debugApp: Application = async (environ, startResponse) => {
  const request = new Request(environ);
  const { query } = request;
  if (query.has('error')) throw new Error(`debugApp was asked for an error: ${query.get('error')}`);
  const log = query.get('errorlog');
  if (log !== undefined) environ['wsgi.errors'].write(log);
  const lines = Object.entries(environ)
    .filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    .map(([key, value]) => `${key}: ${value}\n`)
    .sort();
  const body = await request.bytes();
  const separator = body.length > 0 ? '-- Body ----------\n' : '';
  const text = Buffer.concat([Buffer.from(lines.join('') + separator, 'latin1'), body]);
  const headers: HeaderList = [['Content-Type', 'text/plain; charset=ISO-8859-1']];
  for (const [name, value] of query) {
    if (name.startsWith('header-')) headers.push([name.slice('header-'.length), nativeFromText(value)]);
  }
  const { status, statusLine } = new Response(null, { status: statusOf(query.get('status') ?? '200') });
  if (isBodyless(status)) {
    startResponse(statusLine, headers.slice(1));
    return [];
  }
  startResponse(statusLine, [...headers, ['Content-Length', String(text.length)]]);
  return request.method === 'HEAD' ? [] : [text];
};

function statusOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : nativeFromText(text);
}
