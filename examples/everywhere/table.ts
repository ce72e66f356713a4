/**
 * The requests that every gateway must answer, with their answers and the differences of hosts.
 *
 * @module
 */

/** A request, its answer, and the hosts that answer otherwise. */
export interface Row {
  readonly name: string;
  /** Defaults to GET. */
  readonly method?: string;
  /** Below the mount point of the application, with the query. */
  readonly path: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Text is sent as UTF-8. */
  readonly body?: string | Uint8Array;
  readonly answer: Expected;
  /** By the name of the host. */
  readonly differs?: Readonly<Record<string, Difference>>;
}

/** The answer that is required. */
export interface Expected {
  readonly status: number;
  /** By lower-case name: the value, the values of a repeated field, or `null` if the field must be absent. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
  /** The whole body as UTF-8 text. */
  readonly text?: string;
}

/** A change that the host itself makes. */
export interface Difference {
  /** The reason: a fact about the host. */
  readonly because: string;
  /** The parts that differ from the row's answer. Without it, the host cannot be sent the request. */
  readonly answer?: Partial<Expected>;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=UTF-8';
const HTML_TYPE = 'text/html; charset=UTF-8';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** All 256 bytes, so that the body cannot pass as text. */
export const ALL_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const BOUNDARY = 'everywhere';
const UPLOAD = [
  `--${BOUNDARY}`,
  'Content-Disposition: form-data; name="title"',
  '',
  'Die Käfer',
  `--${BOUNDARY}`,
  'Content-Disposition: form-data; name="file"; filename="käfer.txt"',
  'Content-Type: text/plain',
  '',
  'six legs',
  `--${BOUNDARY}--`,
  '',
].join('\r\n');

const DOCUMENT = { etag: '"v1"', 'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT' };

const MERGED_VARY: Difference = {
  because: 'Apache rewrites Vary as one list without spaces.',
  answer: { headers: { vary: 'Accept,Accept-Language' } },
};

const JOINED_WITHOUT_SPACE: Difference = {
  because: 'It joins the values of a field with a comma without a space.',
  answer: { text: '[["x-of-mine","1,2, 3"]]' },
};

const NO_ADDRESS: Difference = {
  because: 'It does not pass the address of the client to a Fetch handler.',
  answer: { text: 'unknown' },
};

const EXPRESS_ANSWERS: Difference = {
  because: 'Its own error handler answers, and writes the charset in lower case.',
  answer: { headers: { 'content-type': 'text/plain; charset=utf-8' } },
};

/** The table. */
export const table: readonly Row[] = [
  {
    name: 'a page',
    path: '/',
    answer: {
      status: 200,
      headers: { 'content-type': TEXT_TYPE, 'content-length': '13', 'set-cookie': null },
      text: 'Hello, World!',
    },
  },
  {
    name: 'the head of a page',
    method: 'HEAD',
    path: '/',
    answer: { status: 200, headers: { 'content-type': TEXT_TYPE, 'content-length': '13' }, text: '' },
  },
  {
    name: 'a path and a query that are percent-encoded',
    path: '/where/caf%C3%A9?q=a%20b&q=%26&empty=',
    answer: {
      status: 200,
      headers: { 'content-type': JSON_TYPE },
      text: JSON.stringify({
        method: 'GET',
        pathInfo: '/where/café',
        sent: '/where/caf%C3%A9',
        queryString: 'q=a%20b&q=%26&empty=',
        query: [
          ['q', 'a b'],
          ['q', '&'],
          ['empty', ''],
        ],
      }),
    },
    differs: {
      'Lambda, load balancer': {
        because: 'It passes on only the last of repeated parameters.',
        answer: {
          text: JSON.stringify({
            method: 'GET',
            pathInfo: '/where/café',
            sent: '/where/caf%C3%A9',
            queryString: 'q=%26&empty=',
            query: [
              ['q', '&'],
              ['empty', ''],
            ],
          }),
        },
      },
    },
  },
  {
    name: 'a slash that is percent-encoded',
    path: '/where/a%2Fb',
    answer: {
      status: 200,
      text: JSON.stringify({
        method: 'GET',
        pathInfo: '/where/a/b',
        sent: '/where/a%2Fb',
        queryString: '',
        query: [],
      }),
    },
  },
  {
    name: 'another method',
    method: 'DELETE',
    path: '/where',
    answer: {
      status: 200,
      text: JSON.stringify({
        method: 'DELETE',
        pathInfo: '/where',
        sent: '/where',
        queryString: '',
        query: [],
      }),
    },
  },
  {
    name: 'a form',
    method: 'POST',
    path: '/form',
    headers: [['Content-Type', FORM_TYPE]],
    body: 'name=J%C3%BCrgen+M&tag=a&tag=b%26c',
    answer: {
      status: 200,
      headers: { 'content-type': JSON_TYPE },
      text: JSON.stringify([
        ['name', 'Jürgen M'],
        ['tag', 'a'],
        ['tag', 'b&c'],
      ]),
    },
  },
  {
    name: 'a form with a method that does not send one',
    path: '/form',
    headers: [['Accept', 'text/plain']],
    answer: { status: 405, headers: { allow: 'POST', 'content-type': TEXT_TYPE } },
  },
  {
    name: 'an upload',
    method: 'POST',
    path: '/upload',
    headers: [['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`]],
    body: UPLOAD,
    answer: {
      status: 200,
      text: JSON.stringify({
        title: 'Die Käfer',
        filename: 'käfer.txt',
        type: 'text/plain',
        size: 8,
        text: 'six legs',
      }),
    },
  },
  {
    name: 'an upload that breaks off',
    method: 'POST',
    path: '/upload',
    headers: [['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`]],
    body: UPLOAD.slice(0, 200),
    answer: { status: 400 },
  },
  {
    name: 'two cookies back',
    path: '/cookies',
    headers: [['Cookie', 'other=1; theme=light']],
    answer: {
      status: 200,
      headers: {
        'set-cookie': [
          'theme=dark; Path=/; HttpOnly; SameSite=Lax',
          'seen=1; Path=/cookies; Expires=Fri, 01 Jan 2100 00:00:00 GMT',
        ],
      },
      text: 'light',
    },
  },
  {
    name: 'JSON in German',
    path: '/greeting',
    headers: [
      ['Accept', 'application/json, text/html;q=0.5'],
      ['Accept-Language', 'de-AT, en;q=0.1'],
    ],
    answer: {
      status: 200,
      headers: { 'content-type': JSON_TYPE, 'content-language': 'de', vary: 'Accept, Accept-Language' },
      text: '{"words":"Grüß Gott"}',
    },
    differs: { 'Apache, CGI': MERGED_VARY, 'Apache, SCGI': MERGED_VARY, 'Apache, FastCGI': MERGED_VARY },
  },
  {
    name: 'HTML in Greek',
    path: '/greeting',
    headers: [['Accept-Language', 'el']],
    answer: {
      status: 200,
      headers: { 'content-type': HTML_TYPE, 'content-language': 'el' },
      text: '<p>Καλημέρα</p>',
    },
  },
  {
    name: 'a stream',
    path: '/stream',
    answer: {
      status: 200,
      headers: { 'content-type': TEXT_TYPE, 'content-length': null },
      text: 'one\ntwo\nthree\n',
    },
  },
  {
    name: 'the head of a stream',
    method: 'HEAD',
    path: '/stream',
    answer: { status: 200, headers: { 'content-type': TEXT_TYPE }, text: '' },
  },
  {
    name: 'all bytes, there and back',
    method: 'POST',
    path: '/echo',
    headers: [['Content-Type', 'application/octet-stream']],
    body: ALL_BYTES,
    answer: { status: 200, text: new TextDecoder().decode(ALL_BYTES) },
  },
  {
    name: 'a body that nobody reads',
    method: 'PUT',
    path: '/unread',
    headers: [['Content-Type', 'text/plain']],
    body: 'x'.repeat(10_000),
    answer: { status: 200, text: 'Not read' },
  },
  {
    name: 'a field that comes twice',
    path: '/headers',
    headers: [
      ['X-Of-Mine', '1'],
      ['X-Of-Mine', '2, 3'],
    ],
    answer: { status: 200, text: '[["x-of-mine","1, 2, 3"]]' },
    differs: {
      'Lambda, HTTP API': JOINED_WITHOUT_SPACE,
      'Lambda, function URL that streams': JOINED_WITHOUT_SPACE,
      'Lambda, load balancer': {
        because: 'It passes on only the last of repeated fields.',
        answer: { text: '[["x-of-mine","2, 3"]]' },
      },
    },
  },
  {
    name: 'the address of the client',
    path: '/client',
    answer: { status: 200, text: 'known' },
    differs: {
      'Fetch, in process': NO_ADDRESS,
      'Hono, around': NO_ADDRESS,
      'h3, around': NO_ADDRESS,
      'Hono, inside': NO_ADDRESS,
      workerd: NO_ADDRESS,
    },
  },
  {
    name: 'a document with its validators',
    path: '/document',
    answer: { status: 200, headers: DOCUMENT, text: '0123456789' },
  },
  {
    name: 'a document that is known by its tag',
    path: '/document',
    headers: [['If-None-Match', 'W/"v0", "v1"']],
    answer: { status: 304, headers: { etag: '"v1"', 'content-type': null }, text: '' },
  },
  {
    name: 'a document that is known by its date',
    path: '/document',
    headers: [['If-Modified-Since', DOCUMENT['last-modified']]],
    answer: { status: 304, text: '' },
  },
  {
    name: 'a document that was changed by someone else',
    path: '/document',
    headers: [['If-Match', '"v0"']],
    answer: { status: 412 },
  },
  {
    name: 'a part of a document',
    path: '/document',
    headers: [['Range', 'bytes=2-4']],
    answer: {
      status: 206,
      headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3' },
      text: '234',
    },
  },
  {
    name: 'a part beyond the end of a document',
    path: '/document',
    headers: [['Range', 'bytes=20-']],
    answer: { status: 416, headers: { 'content-range': 'bytes */10' } },
  },
  { name: 'nothing', path: '/empty', answer: { status: 204, headers: { 'content-length': null }, text: '' } },
  {
    name: 'a redirect',
    path: '/moved',
    answer: { status: 303, headers: { location: '/elsewhere' } },
  },
  {
    name: 'an error that is an answer',
    path: '/conflict',
    headers: [['Accept', 'application/json']],
    answer: { status: 409, headers: { 'content-type': 'application/problem+json' } },
  },
  {
    name: 'the same in HTML, where nothing is markup',
    path: '/conflict',
    headers: [['Accept', 'text/html']],
    answer: { status: 409, headers: { 'content-type': HTML_TYPE } },
  },
  {
    name: 'an error that nobody expects',
    path: '/failure',
    answer: { status: 500, headers: { 'content-type': TEXT_TYPE }, text: 'Internal Server Error' },
    differs: {
      'Express 5': EXPRESS_ANSWERS,
      'Express 5, after its body parsers': EXPRESS_ANSWERS,
    },
  },
  { name: 'no page', path: '/nowhere', answer: { status: 404 } },
];
