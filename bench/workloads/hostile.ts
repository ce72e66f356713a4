/**
 * Input made to cost much.
 *
 * @module
 */
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

export const workload: Workload = {
  about: `Each parser on values that repeat one piece of syntax up to their size: spaces, commas, quotes, backslashes, escapes and
more, ${PIECES.length} in all. The contestants are the sizes: where a parser is linear, twice the size takes twice the time.`,
  why: 'No parser backtracks or goes over its input again for each piece of it.',
  cases: Object.fromEntries([...PARSERS, ...OTHERS].map((name) => [name, name])),
  quick: ['MediaType', 'Request.cookies', 'Request.query'],
  answer: () => 'read',
  contestants: { '500 KB': ofSize(500_000), '1 MB': ofSize(1_000_000) },
};

function ofSize(size: number): Contestant {
  return async () => {
    const values = PIECES.map((piece) => `a=${piece.repeat(size / piece.length)}`);
    const tasks = Object.entries(await parsers()).map(([name, parse]): [string, Task] => {
      return [name, () => values.map(parse).length];
    });
    return Object.fromEntries(tasks);
  };
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
