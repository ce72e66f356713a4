import * as core from '../../../src/index.ts';
import { httpExceptions } from '../../../src/middleware.ts';
import type { Application, ToApplication } from '../../../src/wsgi/contract.ts';

/** The names of the options that may be left out. */
type OptionalName<Options> = {
  [Name in keyof Options]-?: Record<never, never> extends Pick<Options, Name> ? Name : never;
}[keyof Options];

/** Each of these names with `undefined`, which the options must accept. */
export type Absent<Options> = { readonly [Name in OptionalName<Options>]: undefined };

type Make<Options, Made> = (given: Absent<Options> | Record<never, never>) => Made;

/** A function that takes options, and the options that may be left out. */
export interface Row {
  readonly what: string;
  readonly absent: Readonly<Record<string, undefined>>;
  /** Calls the function with its required options, and with these. */
  call(given: object): unknown;
}

/** A function that takes options. What `make` returns shows what it does. */
export function row<Options>(what: string, absent: Absent<Options>, make: Make<Options, unknown>): Row {
  return { what, absent, call: (given) => make(given) };
}

/** A function that takes options and makes an application. */
export function appRow<Options>(
  what: string,
  absent: Absent<Options>,
  make: Make<Options, Application | ToApplication>,
): Row {
  return row<Options>(what, absent, (given) => answersOf(make(given)));
}

/** The names with `undefined`. */
export function absentOf<Name extends string>(...names: Name[]): { readonly [N in Name]: undefined } {
  return Object.fromEntries(names.map((name) => [name, undefined])) as { [N in Name]: undefined };
}

/** The application of most rows. */
export const hello = new core.Response('Hello', { contentType: 'text/plain', etag: 'v1' });
export const secret = 'x'.repeat(32);

/** What an application answers to a few requests, without what differs from time to time. */
export async function answersOf(app: Application | ToApplication): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const url of ['http://example.com/404', 'https://example.com/']) {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const request = core.Request.blank(url, {
        method,
        remoteAddr: '127.0.0.1',
        acceptEncoding: 'gzip, br',
        headers: { Origin: 'https://other.example', 'Access-Control-Request-Method': 'PUT' },
        environ: { 'wsgi.errors': { write() {} } },
      });
      const { status, headers, ...response } = await request.send(httpExceptions()(app));
      const fields = [...headers].map(([name, value]) => [name, value.replace(VARIABLE, '…')]);
      answers.push([url, method, status, fields, response]);
    }
  }
  return answers;
}

/** Identifiers, dates and other tokens that are new each time. */
const VARIABLE = /[\w+/=-]{16,}|\d\d:\d\d:\d\d/g;
