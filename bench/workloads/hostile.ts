/**
 * Input made to cost much.
 *
 * @module
 */
import { environFor, UNLIMITED } from '../forms/readers.ts';
import { HOSTILE_FORMS, TOO_LARGE } from '../forms/sent-forms.ts';
import type { Contestant, Task, Workload } from '../harness.ts';

/** What a header is filled with, up to its size. */
const PIECES = [' ', ',', ';', '"', '\\', 'a,', 'a=";', '0-,', '%e4'];

/** Beside the classes. */
const OTHERS = [
  'parseChallenges',
  'Request.cookies',
  'Request.cookies.get',
  'Request.query',
  'Request.query.get',
];
const PARSERS = [
  'Accept',
  'AcceptCharset',
  'AcceptEncoding',
  'AcceptLanguage',
  'Authorization',
  'ByteRanges',
  'CacheControl',
  'ContentDisposition',
  'ContentRange',
  'EntityTag',
  'EntityTagMatcher',
  'Forwarded',
  'IfRange',
  'MediaType',
  'Vary',
];

type Parse = (value: string) => unknown;

const CASES: Readonly<Record<string, string>> = Object.fromEntries([
  ...[...PARSERS, ...OTHERS].map((name) => [name, name]),
  ...Object.keys(HOSTILE_FORMS).map((name) => [name, `parts(): ${name}`]),
  ...Object.keys(TOO_LARGE).map((name) => [name, name]),
]);
/** One of each kind. */
const QUICK = ['Request.query', 'header lines', 'CR LF -', 'json() over maxJsonSize'];

const HALF = 'wheatpaste, half the size';

export const workload: Workload = {
  about: `Each parser on values of 500 KB and 1 MB that repeat one piece of syntax: spaces, commas, quotes, backslashes, escapes and more,
${PIECES.length} in total; and \`parts()\` on multipart bodies built to make a parser scan the same bytes again. The contestants are the sizes:
if a parser is linear, twice the size takes twice the time. Input above a limit is read up to the limit, whatever its size.`,
  why: 'No parser backtracks, or scans its input again for each piece of it. If twice the size takes more than twice the time, as with one huge field, the cause is memory that the process has not touched before: larger fields cost no more per byte.',
  baseline: HALF,
  quick: QUICK,
  cases: CASES,
  answer: () => 'read',
  contestants: { [HALF]: ofSize(1), 'wheatpaste, all of it': ofSize(2) },
};

/** @param size 1 or 2. */
function ofSize(size: number): Contestant {
  return async () => {
    const values = PIECES.map((piece) => `a=${piece.repeat((size * 500_000) / piece.length)}`);
    const headers = Object.entries(await parsers()).map(([name, parse]): [string, Task] => {
      return [name, () => values.map(parse).length];
    });
    return Object.fromEntries([...headers, ...(await bodies(size)), ...(await refusals(size))]);
  };
}

async function bodies(size: number): Promise<[string, Task][]> {
  const { Request } = await import('wheatpaste');
  return Object.entries(HOSTILE_FORMS).map(([name, make]) => {
    const form = make(2 * size);
    return [
      name,
      async () => {
        for await (const part of new Request(environFor(form)).parts(UNLIMITED)) {
          if (part.value === undefined) for await (const _ of part.stream());
        }
      },
    ];
  });
}

async function refusals(size: number): Promise<[string, Task][]> {
  const { BodyLimitError, Request } = await import('wheatpaste');
  return Object.entries(TOO_LARGE).map(([name, make]) => {
    const form = make(size);
    return [
      name,
      async () => {
        const request = new Request(environFor(form));
        const reading = name.startsWith('json') ? request.json() : request.form();
        const refusal: unknown = await reading.then(
          () => undefined,
          (error) => error,
        );
        if (!(refusal instanceof BodyLimitError)) throw new Error(`${name} is not refused: ${refusal}`);
      },
    ];
  });
}

async function parsers(): Promise<Readonly<Record<string, Parse>>> {
  const { Request } = await import('wheatpaste');
  const headers = await import('wheatpaste/headers');
  const { parseChallenges } = headers;
  const classes: Readonly<Record<string, unknown>> = headers;
  const { environ } = Request.blank('/');
  const cookies = (header: string) => new Request({ ...environ, HTTP_COOKIE: header }).cookies;
  const query = (queryString: string) => new Request({ ...environ, QUERY_STRING: queryString }).query;
  return {
    ...Object.fromEntries(
      PARSERS.map((name) => [name, (value: string) => (classes[name] as { parse: Parse }).parse(value)]),
    ),
    parseChallenges,
    'Request.cookies': (value) => cookies(value).size,
    'Request.cookies.get': (value) => cookies(value).get('b'),
    'Request.query': (value) => query(value).size,
    'Request.query.get': (value) => query(value).get('b'),
  };
}
