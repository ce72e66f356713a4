import { HTTPNotFound } from '../../../src/exceptions/client-errors.ts';
import { HTTPFound } from '../../../src/exceptions/redirection.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import type { AppIter, Application, HeaderList } from '../../../src/wsgi/contract.ts';
import { signalOf } from '../../../src/wsgi/exchange.ts';
import type { Ledger } from './ledger.ts';

/** An application at the bottom of a stack, and its behaviour. */
export interface StackApplication {
  readonly make: (ledger: Ledger) => Application;
  /** The body of its 200 to GET or POST. */
  readonly body?: string;
  /** Its other statuses. */
  readonly statuses?: readonly number[];
  /** Whether it fails, so that an error is reported, and the response is a 500 or is cut. */
  readonly fails?: true;
  /** Whether its response ends only if the client disconnects. */
  readonly isEndless?: true;
}

const TEXT = 'The quick brown fox jumps over the lazy dog.\n'.repeat(20);
const PARTS = [TEXT.slice(0, 7), TEXT.slice(7, 300), '', TEXT.slice(300)];
const PLAIN: HeaderList = [['Content-Type', 'text/plain; charset=UTF-8']];
const turn = () => new Promise((resolve) => setImmediate(resolve));
const bytes = (text: string) => Buffer.from(text);

/** A body whose reads and close() calls are counted. */
function counted(ledger: Ledger, chunks: () => Iterable<string> | AsyncIterable<string>): AppIter {
  const read = async function* () {
    const end = ledger.open('an iterator');
    try {
      for await (const chunk of chunks()) yield bytes(chunk);
    } finally {
      end();
    }
  };
  return { [Symbol.asyncIterator]: read, close: ledger.open('a body') };
}

async function* slow(parts: readonly string[] = PARTS) {
  for (const part of parts) {
    await turn();
    yield part;
  }
}

async function* failing(parts: readonly string[]) {
  yield* parts;
  await turn();
  throw new Error('it failed');
}

/** An application whose head and body are known. */
function answering(body: (ledger: Ledger) => AppIter, headers: HeaderList = PLAIN) {
  return (ledger: Ledger): Application =>
    (environ, start) => {
      start('200 OK', [...headers]);
      return environ.REQUEST_METHOD === 'HEAD' ? [] : body(ledger);
    };
}

const SIZED: HeaderList = [...PLAIN, ['Content-Length', String(TEXT.length)]];

/** A body that can begin anywhere. */
function seekable(ledger: Ledger): AppIter {
  const range = (start: number, stop: number) => [bytes(TEXT.slice(start, stop))];
  return Object.assign(
    counted(ledger, () => [TEXT]),
    { range },
  );
}

export const APPLICATIONS: Readonly<Record<string, StackApplication>> = {
  text: { body: TEXT, make: () => wsgify(() => new Response(TEXT)) },
  'a short text': { body: 'Hello', make: () => wsgify(() => 'Hello') },
  nothing: { body: '', make: () => wsgify(() => null), statuses: [204] },
  JSON: { body: JSON.stringify({ TEXT }), make: () => wsgify(() => Response.json({ TEXT })) },
  'a list of chunks': { body: TEXT, make: answering(() => PARTS.map(bytes)) },
  'a list with close': {
    body: TEXT,
    make: answering((ledger) => Object.assign(PARTS.map(bytes), { close: ledger.open('a list') })),
  },
  'a synchronous generator': {
    body: TEXT,
    make: answering((ledger) => {
      const end = ledger.open('a generator');
      const read = function* () {
        yield* PARTS.map(bytes);
      };
      return Object.assign(read(), { close: end });
    }),
  },
  'a stream': { body: TEXT, make: answering((ledger) => counted(ledger, () => slow())) },
  'a stream with its length': {
    body: TEXT,
    make: answering((ledger) => counted(ledger, () => slow()), SIZED),
  },
  'an event stream': {
    body: TEXT,
    make: answering((ledger) => counted(ledger, () => slow()), [['Content-Type', 'text/event-stream']]),
  },
  'a promise of a stream': {
    body: TEXT,
    make: (ledger) => async (environ, start) => {
      await turn();
      return answering(() => counted(ledger, () => slow()))(ledger)(environ, start);
    },
  },
  'a validated text': {
    body: TEXT,
    statuses: [206, 304, 412, 416],
    make: () => wsgify(() => new Response(TEXT, { etag: 'v1', conditionalResponse: true })),
  },
  'a seekable body': {
    body: TEXT,
    statuses: [206, 304, 412, 416],
    make: (ledger) =>
      wsgify(
        () =>
          new Response(seekable(ledger), {
            contentLength: TEXT.length,
            etag: 'v1',
            lastModified: new Date(0),
            conditionalResponse: true,
          }),
      ),
  },
  'written data': {
    body: TEXT,
    make: () => (environ, start) => {
      const write = start('200 OK', [...PLAIN]);
      if (environ.REQUEST_METHOD === 'HEAD') return [];
      for (const part of PARTS) write(bytes(part));
      return [];
    },
  },
  'a start in the body': {
    body: TEXT,
    make: (ledger) => (environ, start) => {
      const isHead = environ.REQUEST_METHOD === 'HEAD';
      return counted(ledger, async function* () {
        await turn();
        start('200 OK', [...PLAIN]);
        if (!isHead) yield* slow();
      });
    },
  },
  'an echo': {
    make: () => wsgify(async (request) => new Response(await request.text(), { contentType: 'text/plain' })),
  },
  'a form': { make: () => wsgify(async (request) => JSON.stringify([...(await request.params())])) },
  'a redirection': {
    statuses: [302],
    make: () =>
      wsgify(() => {
        throw new HTTPFound('https://site.example/there');
      }),
  },
  'a thrown 404': {
    statuses: [404],
    make: () =>
      wsgify(() => {
        throw new HTTPNotFound('no such page');
      }),
  },
  'a streamed 404': {
    statuses: [404],
    make: (ledger) => (_, start) => {
      start('404 Not Found', [...PLAIN]);
      return counted(ledger, () => slow());
    },
  },
  'a 404 that starts in the body': {
    statuses: [404],
    make: (ledger) => (_, start) =>
      counted(ledger, async function* () {
        await turn();
        start('404 Not Found', [...PLAIN]);
        yield* slow();
      }),
  },
  'a failure': {
    fails: true,
    make: () => () => {
      throw new Error('it failed');
    },
  },
  'a late failure': {
    fails: true,
    make: () => async () => {
      await turn();
      throw new Error('it failed');
    },
  },
  'a failing body': { fails: true, make: answering((ledger) => counted(ledger, () => failing([]))) },
  'a body that fails later': {
    fails: true,
    make: answering((ledger) => counted(ledger, () => failing(PARTS))),
  },
  'a body that fails below its length': {
    fails: true,
    make: answering((ledger) => counted(ledger, () => failing(PARTS.slice(1))), SIZED),
  },
  'a reported error': {
    statuses: [500],
    make: () => (_, start) => {
      start('200 OK', [...PLAIN]);
      start('500 Internal Server Error', [...PLAIN], new Error('it failed'));
      return [bytes('sorry')];
    },
  },
  'an endless stream': {
    isEndless: true,
    make: answering((ledger) =>
      counted(ledger, async function* () {
        for (;;) yield* slow();
      }),
    ),
  },
  "a wait for the client's disconnection": {
    isEndless: true,
    make: (ledger) => (environ, start) => {
      start('200 OK', [...PLAIN]);
      const signal = signalOf(environ);
      return counted(ledger, async function* () {
        yield 'a';
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        yield 'b';
      });
    },
  },
};
