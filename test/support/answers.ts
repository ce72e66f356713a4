import { Request, type RequestInit } from '../../src/request/request.ts';
import { readAll } from '../../src/wsgi/app-iter.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { callApplication } from '../../src/wsgi/call-application.ts';
import type { Application, ToApplication } from '../../src/wsgi/contract.ts';
import { toApplication } from '../../src/wsgi/to-application.ts';
import { collect } from './bytes.ts';

/** The response of an application, read to its end. */
export interface Answered {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly length: number;
}

export async function ask(app: Application | ToApplication, init: RequestInit = {}): Promise<Answered> {
  const { status, headers, appIter } = await Request.blank('/', init).call(app);
  const bytes = await readAll(appIter);
  const fields = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status: Number(status.slice(0, 3)),
    headers: Object.fromEntries(fields),
    body: Buffer.from(bytes).toString('latin1'),
    length: bytes.byteLength,
  };
}

/** The response of an application to a blank request, with its header list unchanged. */
export async function answer(app: Application | ToApplication, method = 'GET') {
  const { status, headers, appIter } = await callApplication(toApplication(app), {
    ...blankEnviron(),
    REQUEST_METHOD: method,
  });
  return { status, headers, body: await collect(appIter) };
}

/** One part of a `multipart/byteranges` body. */
export interface RangePart {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The parts of such a response, read by their Content-Ranges, so that content that looks like a boundary
 * does no harm.
 */
export function partsOf({ headers, body }: Answered): RangePart[] {
  const boundary = /^multipart\/byteranges; boundary=(\w{1,70})$/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new Error(`no boundary in ${headers['content-type']}`);
  const parts: RangePart[] = [];
  let rest = `\r\n${body}`;
  while (rest !== `\r\n--${boundary}--\r\n`) {
    const start = `\r\n--${boundary}\r\n`;
    const end = rest.indexOf('\r\n\r\n');
    if (!rest.startsWith(start) || end === -1) throw new Error(`no part: ${rest.slice(0, 80)}`);
    const fields = rest
      .slice(start.length, end)
      .split('\r\n')
      .map((line) => line.split(': '));
    const partHeaders = Object.fromEntries(
      fields.map(([name = '', value = '']) => [name.toLowerCase(), value]),
    );
    const [, first = '', last = ''] =
      /^bytes (\d+)-(\d+)\/\d+$/.exec(partHeaders['content-range'] ?? '') ?? [];
    const length = Number(last) + 1 - Number(first);
    parts.push({ headers: partHeaders, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return parts;
}
