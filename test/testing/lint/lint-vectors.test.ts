import { describe, expect, it } from 'vitest';
import { LintError } from '../../../src/testing/lint/findings.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import type { Application, Environ, HeaderList, Write } from '../../../src/wsgi/contract.ts';
import { named, served, soundEnviron, underLint } from '../../support/linted.ts';
import { vectors } from '../../support/vectors.ts';

interface PasteInput {
  readonly environ?: Record<string, unknown>;
  readonly without?: readonly string[];
  readonly environKind?: string;
  readonly call?: 'one' | 'three';
  readonly lazily?: boolean;
  readonly input?: readonly unknown[];
  readonly errors?: readonly [method: 'write', ...args: unknown[]][];
  readonly startResponse?: readonly (unknown[] | { args: unknown[] })[];
  readonly write?: readonly unknown[];
  readonly return: unknown;
  readonly server?: string;
}

interface PasteCase {
  readonly id: string;
  readonly input: PasteInput;
  readonly want: { readonly verdict: 'ok' | 'warning' | 'violation' | 'absent'; readonly rule?: string };
}

const BASE = { HTTP_HOST: undefined, 'wsgi.input': ['one\n', 'two\n'].map((line) => Buffer.from(line)) };

/** The number of arguments of an application. */
const CALLS = { one: 1, two: 2, three: 3 };

/** A tagged value of the vectors, converted. */
function untagged(tagged: unknown): unknown {
  if (Array.isArray(tagged)) return tagged.map(untagged);
  if (tagged === null || typeof tagged !== 'object') return tagged;
  const [[tag, content] = ['', undefined]] = Object.entries(tagged);
  const made: Record<string, () => unknown> = {
    bytes: () => Buffer.from(String(content), 'latin1'),
    tuple: () => untagged(content),
    excInfo: () => new Error(String(content)),
    generator: () => (untagged(content) as unknown[]).values(),
    object: () => Object.fromEntries((content as string[]).map((name) => [name, () => ''])),
    textInput: () => [content],
  };
  return made[tag]?.();
}

function pasteApp(input: PasteInput): Application {
  const behave = async (environ: Environ, start: (...args: unknown[]) => Write) => {
    for (const _ of input.input ?? []) for await (const _chunk of environ['wsgi.input']);
    for (const [method, ...args] of input.errors ?? []) {
      (environ['wsgi.errors'][method] as (...args: unknown[]) => void)(...args.map(untagged));
    }
    let write: Write = () => {};
    for (const call of input.startResponse ?? [['200 OK', [['Content-Type', 'text/plain']]]]) {
      write = start(...(untagged('args' in call ? call.args : call) as unknown[]));
    }
    for (const chunk of input.write ?? []) await write(untagged(chunk) as Uint8Array);
  };
  return (async (environ: Environ, start: (...args: unknown[]) => Write) => {
    if (!input.lazily) {
      await behave(environ, start);
      return untagged(input.return);
    }
    return (async function* () {
      await behave(environ, start);
      yield* untagged(input.return) as unknown[];
    })();
  }) as Application;
}

async function pasteVerdict(input: PasteInput): Promise<unknown> {
  const warnings: string[] = [];
  const app: (...args: unknown[]) => unknown = lint(pasteApp(input), {
    onWarning: ({ rule }) => warnings.push(rule),
  }) as never;
  const absent = Object.fromEntries((input.without ?? []).map((key) => [key, undefined]));
  const changes = Object.fromEntries(
    Object.entries(input.environ ?? {}).map(([key, value]) => [key, untagged(value)]),
  );
  const environ = soundEnviron({ ...BASE, ...changes, ...absent });
  const args = [input.environKind === 'list' ? Object.entries(environ) : environ, () => () => {}, 1];
  try {
    const body = (await app(...args.slice(0, CALLS[input.call ?? 'two']))) as AsyncIterable<Uint8Array> & {
      close(): unknown;
    };
    for (const step of (input.server ?? 'read, close').split(', ')) {
      if (step === 'close') await body.close();
      else for await (const _ of body);
    }
  } catch (error) {
    if (error instanceof LintError) return { verdict: 'violation', rule: error.rule };
    throw error;
  }
  return warnings.length > 0 ? { verdict: 'warning', rule: warnings[0] } : { verdict: 'ok' };
}

describe('lint compared with the checkers of the WSGI contract', () => {
  const cases = vectors<PasteCase>('paste/lint').filter(({ want }) => want.verdict !== 'absent');

  it.each(cases.map((one) => [one.id, one] as const))('%s', async (_, { input, want }) => {
    expect(await pasteVerdict(input)).toEqual(want);
  });
});

interface WebTestApp {
  readonly status: string;
  readonly headers: HeaderList;
  readonly body: readonly string[];
  readonly kind: 'list' | 'generator' | 'string' | 'none' | 'texts';
  readonly start: 'before' | 'twice' | 'never' | 'afterFirstChunk' | 'twiceWithExcInfo';
  readonly read?: number | null;
  readonly write?: string;
}

interface WebTestCase {
  readonly id: string;
  readonly input: { readonly app: WebTestApp; readonly environ: Record<string, string | null> };
  readonly output: { readonly webtest: string };
  readonly want?: { readonly lint: string };
}

/** Rules in which this library differs from both checkers, with reasons. */
const DECIDED: readonly (readonly [
  why: string,
  isSo: (app: WebTestApp, method: unknown) => boolean,
  verdict: string,
])[] = [
  ['RFC 9110, 15: 600 is read as a 5xx', ({ status }) => status.startsWith('600 '), 'ok'],
  ['RFC 9112, 4: a reason may be empty or obs-text', ({ status }) => /^200 \xe9?$/.test(status), 'ok'],
  [
    'RFC 9110, 15.4.5: a 304 may have fields of the 200',
    ({ status, body }) => status.startsWith('304') && body.length === 0,
    'ok',
  ],
  [
    'RFC 9110, 5.3: the last of two types counts',
    ({ headers }) => headers.filter(([name]) => name === 'Content-Type').length > 1,
    'warning',
  ],
  [
    'RFC 9110, 5.1: any token is a name',
    ({ headers }) => headers.some(([name]) => /^[\w-]+[-_]$/.test(name)),
    'warning',
  ],
  [
    'RFC 9110, 5.5: outer white space is not part of a value, and is harmless',
    ({ headers }) => headers.some(([, value]) => /^[ \t]|[ \t]$/.test(value)),
    'warning',
  ],
  [
    'RFC 9110, 8.3: content may lack a type',
    ({ status, headers }) => status === '200 OK' && headers.length === 0,
    'warning',
  ],
  [
    'RFC 9110, 9.3.2: the content for HEAD is discarded',
    ({ body }, method) => method === 'HEAD' && body.length > 0,
    'warning',
  ],
];

function webTestApp({ status, headers, body, kind, start, write }: WebTestApp): Application {
  return (async (_environ: Environ, startResponse: (...args: unknown[]) => Write) => {
    const chunks = body.map((text) => (kind === 'texts' ? text : Buffer.from(text)));
    const begin = async () => {
      const writer = startResponse(status, headers);
      if (start === 'twice') startResponse(status, headers);
      if (start === 'twiceWithExcInfo') {
        startResponse('500 Internal Server Error', [['Content-Type', 'text/plain']], new Error('x'));
      }
      if (write !== undefined) await writer(Buffer.from(write));
    };
    if (start !== 'never' && start !== 'afterFirstChunk') await begin();
    if (kind === 'none') return undefined;
    if (kind === 'string') return body.join('');
    if (kind !== 'generator' && start !== 'afterFirstChunk') return chunks;
    return (async function* () {
      for (const [i, chunk] of chunks.entries()) {
        yield chunk;
        if (i === 0 && start === 'afterFirstChunk') await begin();
      }
    })();
  }) as Application;
}

describe("lint compared with WebTest's lint", () => {
  const cases = vectors<WebTestCase>('middleware/lint').filter(({ input }) => !('read' in input.app));

  it.each(cases.map((one) => [one.id, one] as const))('%s', async (_, { input, output, want }) => {
    const changes = Object.entries(input.environ).map(([key, value]) => [key, value ?? undefined]);
    const found = named(await underLint(webTestApp(input.app), Object.fromEntries(changes), {}));
    const verdict = found.some((name) => name.startsWith('violation'))
      ? 'error'
      : found.length > 0
        ? 'warning'
        : 'ok';
    const decided = DECIDED.find(([, isSo]) => isSo(input.app, input.environ.REQUEST_METHOD));
    expect(verdict).toBe(decided?.[2] ?? want?.lint ?? output.webtest);
  });
});

describe('served', () => {
  it('returns both written data and the body', async () => {
    const app = lint((_, startResponse) => {
      const write = startResponse('200 OK', [['Content-Type', 'text/plain']]);
      write(Buffer.from('one'));
      return [Buffer.from('two')];
    });
    expect(String(await served(app, soundEnviron()))).toBe('onetwo');
  });
});
