import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { CGIApp } from '../../../src/apps/cgi/cgi-app.ts';
import { callApplication } from '../../../src/wsgi/call-application.ts';
import type { Application, Environ, HeaderList } from '../../../src/wsgi/contract.ts';
import { collectNative } from '../../support/bytes.ts';
import { makePrograms, until } from '../../support/cgi-programs.ts';
import { soundEnviron } from '../../support/linted.ts';
import { vectors } from '../../support/vectors.ts';

interface OutputCase {
  readonly id: string;
  readonly input: {
    readonly output: string | { readonly repeat: [head: string, fill: string, count: number] };
    readonly stderr?: string;
    readonly exit?: number;
    readonly method?: string;
    readonly nph?: boolean;
  };
  readonly want:
    | { readonly error: string; readonly status: number }
    | { readonly localRedirect: string }
    | {
        readonly status: string;
        readonly headers: HeaderList;
        readonly body?: string;
        readonly bodyLength?: number;
      };
}

interface EnvironCase {
  readonly id: string;
  readonly input: {
    readonly environ: Record<string, string>;
    readonly osEnviron: Record<string, string>;
    readonly options?: { readonly query_string?: string };
    readonly scriptQuery?: string;
    readonly body?: string;
  };
  readonly want: {
    readonly status?: number;
    readonly env?: Record<string, string>;
    readonly absent?: readonly string[];
    readonly stdin?: string;
  };
}

const programs = makePrograms({
  write: `cat output; exit $(cat status)`,
  dump: `#!${process.execPath}
    process.stdin.setEncoding('latin1');
    let stdin = '';
    process.stdin.on('data', (chunk) => { stdin += chunk; }).on('end', () => {
      const variables = Object.entries(process.env).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
      process.stdout.write('Content-Type: application/json\\n\\n' + JSON.stringify({ env: Object.fromEntries(variables), stdin }));
    });`,
});
afterAll(() => programs[Symbol.dispose]());

const errors: string[] = [];

function environOf(environ: Record<string, unknown>): Environ {
  errors.length = 0;
  return soundEnviron({
    SCRIPT_NAME: '/x',
    PATH_INFO: '',
    'wsgi.errors': { write: (line: string) => errors.push(line) },
    ...environ,
  });
}

describe('the output of a program', () => {
  it.each(vectors<OutputCase>('paste/cgi-output'))('$id', async ({ input, want }) => {
    const [head, fill, count] =
      typeof input.output === 'string' ? [input.output, '', 0] : input.output.repeat;
    writeFileSync(programs.at('output'), head + fill.repeat(count), 'latin1');
    writeFileSync(programs.at('status'), String(input.exit ?? 0));
    let target: Environ | undefined;
    const localRedirect: Application = (environ, startResponse) => {
      target = environ;
      startResponse('200 OK', []);
      return [];
    };
    const options = { nph: input.nph, ...('localRedirect' in want && { localRedirect }) };
    const environ = environOf({ REQUEST_METHOD: input.method ?? 'GET' });
    const { status, headers, appIter } = await callApplication(
      new CGIApp(programs.at('write'), options).toApp(),
      environ,
    );
    const body = await collectNative(appIter);
    if ('error' in want) {
      expect(status).toMatch(new RegExp(`^${want.status} `));
      expect(errors.join('')).toContain(`${programs.at('write')}: ${want.error}: `);
    } else if ('localRedirect' in want) {
      expect(target?.REQUEST_URI).toBe(want.localRedirect);
    } else {
      expect({ status, headers }).toEqual({ status: want.status, headers: want.headers });
      expect(want.bodyLength === undefined ? body : body.length).toBe(want.body ?? want.bodyLength);
    }
    if (input.exit) await until(() => errors.length > 0, 'the exit status is logged');
  });
});

describe('the variables of a program', () => {
  // There is no option here to give a program another query.
  const cases = vectors<EnvironCase>('paste/cgi-environ').filter(
    ({ input }) => !input.options?.query_string && !input.scriptQuery,
  );

  it.each(cases)('$id', async ({ input, want }) => {
    const environ = environOf({ ...input.environ, 'wsgi.input': [Buffer.from(input.body ?? '', 'latin1')] });
    const { status, appIter } = await callApplication(new CGIApp(programs.at('dump')).toApp(), environ);
    const body = await collectNative(appIter);
    if (want.status !== undefined) {
      expect(status).toMatch(new RegExp(`^${want.status} `));
      return;
    }
    const { env, stdin } = JSON.parse(Buffer.from(body, 'latin1').toString());
    // inheritEnv decides about the process's own variables.
    const wanted = Object.entries(want.env ?? {}).filter(([name]) => !(name in input.osEnviron));
    for (const [name, value] of wanted) {
      expect(env[name]).toBe(value.replace('<SCRIPT>', programs.at('dump')).replace('<DIR>', programs.root));
    }
    for (const name of want.absent ?? []) expect(env).not.toHaveProperty(name);
    expect(stdin).toBe(want.stdin);
  });
});
