import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { answerOnce } from '../../../src/gateways/cgi/answer-once.ts';
import type { Application, HeaderList } from '../../../src/wsgi/contract.ts';
import type { Variables } from '../../../src/wsgi/variables.ts';
import { collectNative } from '../../support/bytes.ts';
import { textIn } from '../../support/text-in.ts';
import { vectors } from '../../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: {
    readonly kind: 'environ' | 'response';
    readonly env?: Variables;
    readonly stdin?: string;
    readonly iis?: boolean;
    readonly startResponse?: readonly [status: string, headers: HeaderList][];
    readonly write?: readonly string[];
    readonly return?: readonly string[];
    readonly raise?: string;
  };
  readonly output: { readonly environ?: object; readonly body?: string; readonly stdout?: string };
  readonly want?: {
    readonly environ?: object;
    readonly fails?: string;
    readonly exit?: string;
    readonly stdout?: string;
  };
}

const GET = {
  GATEWAY_INTERFACE: 'CGI/1.1',
  REQUEST_METHOD: 'GET',
  SCRIPT_NAME: '/cgi-bin/app',
  PATH_INFO: '/a',
  QUERY_STRING: 'x=1',
  SERVER_NAME: 'localhost',
  SERVER_PORT: '80',
  SERVER_PROTOCOL: 'HTTP/1.1',
};
const cases = vectors<Case>('paste/run-cgi');

async function answered(app: Application, variables: Variables, stdin: string) {
  const output = new PassThrough();
  const errors: string[] = [];
  const exit = await answerOnce(app, {
    variables,
    input: [Buffer.from(stdin, 'latin1')],
    output,
    errors: { write: (message) => errors.push(message) },
    scriptName: undefined,
  });
  return { exit, stdout: textIn(output, 'latin1'), errors: errors.join('') };
}

describe('the environ of a CGI program', () => {
  // No option here imitates IIS or renames the password variable.
  const environs = cases.filter(
    ({ input }) => input.kind === 'environ' && !input.iis && !input.env?.REDIRECT_HTTP_AUTHORIZATION,
  );

  it.each(environs)('$id', async ({ input: { env = {}, stdin = '' }, output, want }) => {
    let seen: { environ: object; body: string } | undefined;
    const app: Application = async (environ, startResponse) => {
      seen = { environ, body: await collectNative(environ['wsgi.input']) };
      startResponse('204 No Content', []);
      return [];
    };
    const { exit, errors } = await answered(app, env, stdin);
    if (want?.fails !== undefined) {
      expect({ exit, seen }).toEqual({ exit: 2, seen: undefined });
      expect(errors).toContain(want.fails);
    } else {
      expect(seen).toMatchObject({ environ: want?.environ ?? output.environ, body: output.body });
    }
  });
});

describe('the response of a CGI program', () => {
  // A body whose length differs from the declared one is a 500, as in all gateways.
  const isFalse = ({ startResponse, return: chunks = [] }: Case['input']) => {
    const length = startResponse?.[0]?.[1].find(([name]) => name === 'Content-Length')?.[1];
    return length !== undefined && Number(length) !== chunks.join('').length;
  };
  const responses = cases.filter(({ input }) => input.kind === 'response');

  it.each(responses)('$id', async ({ input, output, want }) => {
    const app: Application = async (_, startResponse) => {
      for (const [status, headers] of input.startResponse ?? []) {
        const write = startResponse(status, headers);
        for (const chunk of input.write ?? []) await write(Buffer.from(chunk, 'latin1'));
      }
      const chunks = (input.return ?? []).map((chunk) => Buffer.from(chunk, 'latin1'));
      if (input.raise === undefined) return chunks;
      return (async function* () {
        yield* chunks;
        throw new Error('meant');
      })();
    };
    const { exit, stdout, errors } = await answered(app, { ...GET, ...input.env }, input.stdin ?? '');
    const wanted = want?.stdout ?? output.stdout ?? '';
    if (isFalse(input) || wanted.startsWith('Status: 500')) {
      expect(stdout).toMatch(/^Status: 500 /);
      expect(errors).not.toBe('');
    } else {
      // Python omits the length of a body in several parts; it may be sent if all parts are known.
      const said = wanted.includes('Content-Length') ? stdout : stdout.replace(/Content-Length: 2\r\n/, '');
      expect(said).toBe(wanted);
      expect(exit !== 0).toBe(want?.exit !== undefined);
    }
  });
});
