import { inspect } from 'node:util';
import type { AppIter, Application, HeaderList } from '../../src/wsgi/contract.ts';

const bytes = (text: string) => Buffer.from(text);

const answering =
  (body: unknown, headers: unknown = [], status: unknown = '200 OK'): Application =>
  (_environ, start) => {
    start(status as string, headers as HeaderList);
    return body as AppIter;
  };

const FIELDS = [
  ...[
    'Accept-Ranges',
    'Access-Control-Allow-Credentials',
    'Access-Control-Allow-Origin',
    'Access-Control-Max-Age',
    'Age',
  ],
  ...[
    'Allow',
    'Authorization',
    'Cache-Control',
    'Clear-Site-Data',
    'Content-Disposition',
    'Content-Encoding',
  ],
  ...[
    'Content-Language',
    'Content-Length',
    'Content-Location',
    'Content-MD5',
    'Content-Range',
    'Content-Security-Policy',
  ],
  ...[
    'Content-Type',
    'Cookie',
    'Date',
    'DNT',
    'ETag',
    'Expect',
    'Expires',
    'From',
    'Host',
    'If-Match',
    'If-Modified-Since',
  ],
  ...[
    'If-None-Match',
    'If-Range',
    'If-Unmodified-Since',
    'Last-Modified',
    'Link',
    'Location',
    'Max-Forwards',
    'Origin',
  ],
  ...[
    'Pragma',
    'Proxy-Authenticate',
    'Proxy-Authorization',
    'Range',
    'Referer',
    'Referrer-Policy',
    'Retry-After',
    'Server',
  ],
  ...[
    'Set-Cookie',
    'Strict-Transport-Security',
    'TK',
    'Upgrade-Insecure-Requests',
    'User-Agent',
    'Vary',
    'Via',
  ],
  ...['WWW-Authenticate', 'X-Content-Type-Options', 'X-Frame-Options'],
];
const HOP_BY_HOP = [
  ...[
    'Connection',
    'HTTP2-Settings',
    'Keep-Alive',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
  ],
];
const NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  ':status',
  ':path',
  '',
  'a b',
  'a:',
  'ä',
  'a\r\nb',
  '\0',
];
const VALUES = [
  '',
  ' ',
  'a\r\nb: c',
  '\0',
  '€',
  '\xff',
  'x'.repeat(100_000),
  5,
  null,
  undefined,
  {},
  Symbol('x'),
];
const STATUSES = [
  '',
  '0',
  '099 x',
  '100 Continue',
  '101 x',
  '103 x',
  '200',
  '200OK',
  '600 x',
  '999 x',
  '200 a\r\nb: c',
  '2e2 OK',
  200,
  null,
  undefined,
  {},
];

class Unprintable extends Error {
  [inspect.custom]() {
    throw new Error('unprintable');
  }
  override get message(): string {
    throw new Error('no message');
  }
  override get name(): string {
    throw new Error('no name');
  }
  override get stack(): string {
    throw new Error('no stack');
  }
  override toString(): string {
    throw new Error('no text');
  }
}
const revoked = Proxy.revocable(new Error('x'), {});
revoked.revoke();
const trap = () => {
  throw new Error('trapped');
};

const ERRORS: Readonly<Record<string, unknown>> = {
  'an error': new Error('x'),
  'an error that cannot be printed': new Unprintable(),
  'a proxy that is revoked': revoked.proxy,
  'a proxy that throws': new Proxy(new Error('x'), {
    get: trap,
    has: trap,
    getPrototypeOf: trap,
    ownKeys: trap,
  }),
  nothing: undefined,
  null: null,
  text: 'x',
  'a symbol': Symbol('x'),
  'an abort': new DOMException('x', 'AbortError'),
  'a client error': Object.assign(new Error('x'), { status: 404, expose: true }),
  'an error with an odd status': Object.assign(new Error('x'), {
    status: 'x',
    expose: true,
    headers: { a: 'b\r\nc' },
  }),
};

/** The points in a response's life at which an error can occur. */
const POINTS: Readonly<Record<string, (error: unknown) => Application>> = {
  'when it is called': (error) => () => {
    throw error;
  },
  'when its promise settles': (error) => () => Promise.reject(error),
  'after its head': (error) => (_environ, start) => {
    start('200 OK', []);
    throw error;
  },
  'as excInfo': (error) => (_environ, start) => {
    start('200 OK', []);
    start('500 Sorry', [], error);
    return [];
  },
  'in its first chunk': (error) =>
    answering(
      (function* () {
        yield* [];
        throw error;
      })(),
    ),
  'in its second chunk': (error) =>
    answering(
      (async function* () {
        yield bytes('a');
        throw error;
      })(),
    ),
  'after a turn': (error) =>
    answering(
      (async function* () {
        await new Promise(setImmediate);
        await new Promise(setImmediate);
        yield* [];
        throw error;
      })(),
    ),
  'in close()': (error) =>
    answering(
      Object.assign([bytes('a')], {
        close: () => {
          throw error;
        },
      }),
    ),
  'in a close() that promises': (error) =>
    answering(Object.assign([bytes('a')], { close: () => Promise.reject(error) })),
  'in return()': (error) =>
    answering({
      [Symbol.iterator]: () => {
        const items = [bytes('a'), 'text'].values();
        return {
          next: () => items.next(),
          return: () => {
            throw error;
          },
        };
      },
    }),
  'in its iterator': (error) =>
    answering({
      [Symbol.iterator]: () => {
        throw error;
      },
    }),
};

const BODIES: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'a number': 5,
  text: 'text',
  'a symbol': Symbol('x'),
  'a function': () => {},
  'an object': {},
  'a Fetch response': new Response('x'),
  'a list of text': ['text'],
  'a list of null': [null],
  'a list of numbers': [5, 6],
  'an iterator without results': { [Symbol.iterator]: () => ({ next: () => undefined }) },
  'an invalid iterator': { [Symbol.iterator]: () => 5 },
  'an asynchronous iterator without promises': {
    [Symbol.asyncIterator]: () => ({ next: () => ({ done: true }) }),
  },
  'a close that is not a function': Object.assign([bytes('a')], { close: 5 }),
  'a lend that returns a number': Object.assign([bytes('a')], { lend: () => 5 }),
};

const ODD: Readonly<Record<string, Application>> = {
  'never starts': () => [],
  'starts twice': (_environ, start) => [start('200 OK', []), start('200 OK', [])] as never,
  'writes text': (_environ, start) => [start('200 OK', [])('x' as never)] as never,
  'writes and starts after the end': (_environ, start) => {
    const write = start('200 OK', []);
    setTimeout(() => void write(bytes('late')), 5);
    setTimeout(() => {
      try {
        start('200 OK', []);
      } catch {}
    }, 5);
    return [bytes('a')];
  },
  'writes without awaiting': (_environ, start) => {
    const write = start('200 OK', []);
    for (let i = 0; i < 50; i++) write(Buffer.alloc(10_000));
    return [];
  },
  'declares too much': answering([bytes('a')], [['Content-Length', '50']]),
  'declares too little, in a stream': answering([bytes('a'), bytes('bcd')], [['Content-Length', '2']]),
  'declares more than it streams': answering([bytes('a'), bytes('bcd')], [['Content-Length', '20']]),
  'has two lengths': answering(
    [bytes('a')],
    [
      ['Content-Length', '1'],
      ['Content-Length', '2'],
    ],
  ),
  'empties the environ': (environ, start) => {
    for (const key of Object.keys(environ)) delete environ[key];
    return answering([bytes('a')])(environ, start);
  },
  'corrupts the environ and throws': (environ) => {
    Object.assign(environ, { 'wsgi.errors': null, 'wsgi.input': null, 'wheatpaste.exchange': null });
    throw new Error('x');
  },
  'has headers that are not a list': answering([], { a: 'b' }),
  'has headers of null': answering([], [null]),
  'has empty pairs as headers': answering([], [[]]),
  'has a list that is null': answering([], null),
  'freezes everything': answering(
    Object.freeze([Object.freeze(bytes('a').buffer) && bytes('a')]),
    Object.freeze([Object.freeze(['X-A', '1'])]),
  ),
};

/** Applications with behaviour that could end the process. */
export function hostileAnswers(): Map<string, Application> {
  const answers = new Map<string, Application>(Object.entries(ODD));
  for (const name of [...FIELDS, ...HOP_BY_HOP]) {
    answers.set(
      `${name}, twice the same`,
      answering(
        [bytes('x')],
        [
          [name, '1'],
          [name, '1'],
        ],
      ),
    );
    answers.set(
      `${name}, twice different`,
      answering(
        [bytes('x')],
        [
          [name, '1'],
          [name.toLowerCase(), '2'],
        ],
      ),
    );
  }
  for (const name of NAMES)
    answers.set(
      `a field named ${JSON.stringify(name)}`,
      answering(
        [bytes('x')],
        [
          [name, 'a'],
          [name, 'b'],
        ],
      ),
    );
  for (const [i, value] of VALUES.entries())
    answers.set(`value ${i}`, answering([bytes('x')], [['X-A', value]]));
  for (const [i, status] of STATUSES.entries())
    answers.set(`status ${i}`, answering([bytes('x')], [], status));
  for (const [what, body] of Object.entries(BODIES)) answers.set(`returns ${what}`, answering(body));
  for (const [what, error] of Object.entries(ERRORS)) {
    for (const [where, fail] of Object.entries(POINTS)) answers.set(`throws ${what} ${where}`, fail(error));
  }
  return answers;
}
