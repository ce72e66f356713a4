import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import { runApplication } from '../../../src/gateways/exchange.ts';
import { pipeline } from '../../../src/middleware/pipeline.ts';
import type { LogEntry } from '../../../src/middleware.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';
import type { Environ, Middleware } from '../../../src/wsgi/contract.ts';
import { APPLICATIONS, type StackApplication } from './applications.ts';
import { Ledger } from './ledger.ts';
import { MIDDLEWARE } from './middleware.ts';
import { type Leaving, StackWire } from './wire.ts';

/** A stack, and a request to it. */
export interface StackCase {
  readonly app: string;
  /** Names of middleware, outermost first. */
  readonly stack: readonly string[];
  /**
   * Whether lint runs between all of them, which hides the capabilities of bodies; it always runs outside.
   */
  readonly isLintedBetween: boolean;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
  readonly leaving: Leaving;
  readonly isSlow: boolean;
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  HTTP_ACCEPT_ENCODING: ['gzip', 'br', 'deflate', 'gzip;q=0, *'],
  HTTP_ACCEPT: ['application/json', 'text/html', '*/*'],
  HTTP_RANGE: ['bytes=10-19', 'bytes=0-1, 5-9', 'bytes=-5', 'bytes=9999-'],
  HTTP_IF_NONE_MATCH: ['"v1"', 'W/"v1"', '*', '"v2"'],
  HTTP_IF_MATCH: ['"v2"', '*'],
  HTTP_ORIGIN: ['https://other.example', 'https://evil.example', 'null'],
  HTTP_AUTHORIZATION: [`Basic ${btoa("ada:ada's")}`, 'Basic !', 'Bearer good', 'Bearer bad', 'Digest x'],
  HTTP_X_FORWARDED_FOR: ['192.0.2.7', 'nonsense'],
  HTTP_X_HTTP_METHOD_OVERRIDE: ['PUT'],
  HTTP_X_REQUEST_ID: ['r-1', 'bad id'],
  HTTP_TRACEPARENT: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x'],
  REMOTE_USER: ['ada'],
};

/** Stacks of at most a number of middleware, with requests. */
export function stackCases(most: number): fc.Arbitrary<StackCase> {
  const field = ([key, values]: readonly [string, readonly string[]]) => [
    key,
    fc.option(fc.constantFrom(...values), { freq: 2, nil: undefined }),
  ];
  const fields: fc.Arbitrary<Record<string, string | undefined>> = fc.record(
    Object.fromEntries(Object.entries(FIELDS).map(field)),
  );
  const present = (given: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(given).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return fc
    .record({
      app: fc.constantFrom(...Object.keys(APPLICATIONS)),
      stack: fc.shuffledSubarray(Object.keys(MIDDLEWARE), { minLength: 1, maxLength: most }),
      isLintedBetween: fc.boolean(),
      method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST'),
      fields: fields.map(present),
      leaving: fc.constantFrom<Leaving>(
        'never',
        'never',
        'never',
        'at once',
        'after the head',
        'after a chunk',
      ),
      isSlow: fc.boolean(),
    })
    .map((given) => {
      const isStaying = given.leaving === 'never' || given.method === 'HEAD';
      return APPLICATIONS[given.app]?.isEndless && isStaying
        ? { ...given, method: 'GET', leaving: 'after a chunk' }
        : given;
    });
}

/** Sends the request of a case, and checks the properties that hold for every stack. */
export async function checkStack(given: StackCase): Promise<void> {
  const outcome = await sent(given);
  expectEnded(given, outcome);
  if (given.leaving !== 'never' || outcome.wire.isCut) return;
  expectLength(given, outcome);
  await expectContent(given, outcome);
  expectLogged(given, outcome);
  // An entity tag derived from the body is unknown if there is no body.
  if (given.method === 'HEAD' && !applicationOf(given).fails && !hasEtag(given)) {
    await expectLikeGet(given, outcome);
  }
}

interface Outcome {
  readonly wire: StackWire;
  readonly ledger: Ledger;
  readonly entries: readonly LogEntry[];
  /** The text written to `wsgi.errors`, and lint's warnings. */
  readonly reported: readonly string[];
}

async function sent(given: StackCase): Promise<Outcome> {
  const ledger = new Ledger();
  const entries: LogEntry[] = [];
  const reported: string[] = [];
  const wire = new StackWire(given.leaving, given.isSlow);
  const linting: Middleware = (app) =>
    lint(app, {
      http: true,
      // An application may respond to HEAD with the body of GET.
      onWarning: ({ rule, message }) => {
        if (rule !== 'body-not-allowed') reported.push(`${rule}: ${message}`);
      },
    });
  const context = { ledger, log: (entry: LogEntry) => entries.push(entry) };
  const makers = given.stack.map((name) => (MIDDLEWARE[name] as (typeof MIDDLEWARE)[string])(context));
  const between = given.isLintedBetween ? makers.flatMap((made) => [linting, made]) : [linting, ...makers];
  const app = pipeline(applicationOf(given).make(ledger), ...between);
  const timers = activeTimers();
  await inTime(runApplication(app, environOf(given, reported), wire), given);
  for (let turns = 0; turns < 20 && (ledger.faults.length > 0 || activeTimers() > timers); turns++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(activeTimers()).toBeLessThanOrEqual(timers);
  return { wire, ledger, entries, reported };
}

function environOf({ method, fields }: StackCase, reported: string[]): Environ {
  const body = Buffer.from('a=1&b=2');
  const posted = {
    CONTENT_TYPE: 'application/x-www-form-urlencoded',
    CONTENT_LENGTH: String(body.length),
    'wsgi.input': [body],
  };
  return {
    ...blankEnviron(),
    ...(method === 'POST' ? posted : {}),
    ...fields,
    REQUEST_METHOD: method,
    PATH_INFO: '/page',
    HTTP_HOST: 'site.example',
    SERVER_NAME: 'site.example',
    SERVER_PORT: '443',
    REMOTE_ADDR: '127.0.0.1',
    'wsgi.url_scheme': 'https',
    'wsgi.errors': { write: (message) => reported.push(String(message)) },
  };
}

function expectEnded(given: StackCase, { wire, ledger, reported }: Outcome): void {
  expect(ledger.faults).toEqual([]);
  const isOver = wire.ends + (wire.isGone ? 1 : 0);
  expect(isOver).toBe(1);
  const { fails } = applicationOf(given);
  const isExpected = (message: string) =>
    (fails && /it failed/.test(message)) || (wire.isGone && !wire.isCut && /AbortError/.test(message));
  expect(reported.filter((message) => !isExpected(message))).toEqual([]);
  if (wire.isCut) expect(fails).toBe(true);
}

function expectLength({ method }: StackCase, { wire }: Outcome): void {
  const length = wire.field('content-length');
  if (method === 'HEAD' || wire.code === 304) expect(wire.body.length).toBe(0);
  else if (length !== undefined) expect(Number(length)).toBe(wire.body.length);
}

const REFUSALS: Readonly<Record<string, number>> = {
  basicAuth: 401,
  bearerAuth: 401,
  digestAuth: 401,
  requireUser: 403,
  csrf: 403,
  ipFilter: 403,
};
const CONDITIONAL = [206, 304, 412, 416];

async function expectContent(given: StackCase, { wire }: Outcome): Promise<void> {
  const { body, statuses = [], fails } = applicationOf(given);
  const refusals = given.stack.flatMap((name) => REFUSALS[name] ?? []);
  const conditional = hasEtag(given) ? CONDITIONAL : [];
  const own = fails ? [500] : statuses;
  expect([200, ...own, ...refusals, ...conditional]).toContain(wire.code);
  if (body === undefined || given.method === 'HEAD') return;
  if (wire.code === 200) expect(decoded(wire)).toBe(body);
  if (wire.code === 206) await expectPart(given, wire, body);
}

/**
 * A range counts the bytes of the coded representation (RFC 9110, sections 8.4 and 14.1.2); the whole of it can be
 * decoded, its part cannot.
 */
async function expectPart(given: StackCase, wire: StackWire, body: string): Promise<void> {
  const [, first, last] = /^bytes (\d+)-(\d+)/.exec(wire.field('content-range') ?? '') ?? [];
  if (first === undefined) return;
  const whole =
    wire.field('content-encoding') === undefined ? Buffer.from(body) : await codedWhole(given, body);
  expect(wire.body).toEqual(whole.subarray(Number(first), Number(last) + 1));
}

async function codedWhole(given: StackCase, body: string): Promise<Buffer> {
  const { HTTP_RANGE: _, ...fields } = given.fields;
  const { wire } = await sent({ ...given, fields });
  expect(decoded(wire)).toBe(body);
  return wire.body;
}

const DECODERS: Readonly<Record<string, (coded: Uint8Array) => Uint8Array>> = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  deflate: zlib.inflateSync,
  ...('zstdDecompressSync' in zlib && { zstd: zlib.zstdDecompressSync as (coded: Uint8Array) => Uint8Array }),
};

function decoded(wire: StackWire): string {
  const coding = wire.field('content-encoding');
  if (coding === undefined) return wire.body.toString();
  const decode = DECODERS[coding];
  if (!decode) throw new Error(`the answer has the coding ${coding}`);
  return Buffer.from(decode(wire.body)).toString();
}

/** The outermost log records what was sent. */
function expectLogged(given: StackCase, { wire, entries }: Outcome): void {
  if (given.stack[0] !== 'accessLog' || applicationOf(given).fails) return;
  const [entry, ...others] = entries;
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ status: wire.code, bytes: wire.body.length, aborted: false });
}

/** HEAD is answered like GET, without the body; it does not support ranges (RFC 9110, section 14.2). */
async function expectLikeGet(given: StackCase, { wire }: Outcome): Promise<void> {
  const { HTTP_RANGE: _, ...fields } = given.fields;
  const got = await sent({ ...given, method: 'GET', fields });
  expect(wire.code).toBe(got.wire.code);
  const [head, get] = [wire, got.wire].map((one) => one.field('content-length'));
  if (head !== undefined && get !== undefined) expect(head).toBe(get);
}

function hasEtag({ stack }: StackCase): boolean {
  return stack.some((name) => name.startsWith('etag'));
}

function applicationOf({ app }: StackCase): StackApplication {
  const found = APPLICATIONS[app];
  if (!found) throw new Error(`there is no application ${app}`);
  return found;
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

async function inTime(run: Promise<void> | void, given: StackCase): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it hangs: ${JSON.stringify(given)}`)), 5000);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
