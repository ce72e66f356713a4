import type { LintError, LintWarning } from '../../src/testing/lint/findings.ts';
import { type LintOptions, lint } from '../../src/testing/lint/lint.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type {
  AppIter,
  Application,
  Environ,
  HeaderList,
  StartResponse,
  ToApplication,
} from '../../src/wsgi/contract.ts';

/** The result of a call under lint: the first error, and the warnings. */
export interface Verdict {
  readonly error: unknown;
  readonly warnings: readonly LintWarning[];
}

/** Calls an application under lint as a server does, with these changes to a sound environ. */
export async function underLint(
  app: Application | ToApplication,
  environ: Readonly<Record<string, unknown>> = {},
  options: LintOptions = { http: true },
): Promise<Verdict> {
  const warnings: LintWarning[] = [];
  const linted = lint(app, { ...options, onWarning: (warning) => warnings.push(warning) });
  try {
    await served(linted, soundEnviron(environ));
    return { error: undefined, warnings };
  } catch (error) {
    return { error, warnings };
  }
}

/** Calls an application, reads its body to the end and closes it. */
export async function served(app: Application, environ: Environ): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const body: Awaited<ReturnType<Application>> & { close?(): unknown } = await app(environ, () => (chunk) => {
    chunks.push(chunk);
  });
  try {
    for await (const chunk of body) chunks.push(chunk);
  } finally {
    await body.close?.();
  }
  return Buffer.concat(chunks);
}

/** An environ that breaks no rule, with changes: `undefined` removes a key. */
export function soundEnviron(changes: Readonly<Record<string, unknown>> = {}): Environ {
  const environ = { ...blankEnviron(), ...changes };
  return Object.fromEntries(Object.entries(environ).filter(([, value]) => value !== undefined)) as Environ;
}

/** An application that always sends the same response. */
export function answering(
  status: string,
  headers: HeaderList = [],
  body: readonly (string | Uint8Array)[] = [],
): Application {
  return (_, startResponse) => {
    startResponse(status, headers);
    return body.map((chunk) => Buffer.from(chunk));
  };
}

/** The findings, as the names of rules with the severity of each. */
export function named({ error, warnings }: Verdict): string[] {
  const violation = error === undefined ? [] : [`violation ${(error as LintError).rule ?? String(error)}`];
  return [...warnings.map(({ rule }) => `warning ${rule}`), ...violation];
}

/** The header of a text. */
export const TEXT: [string, string] = ['Content-Type', 'text/plain'];

/** A server that accepts every head. */
export const start: StartResponse = () => () => {};

/** A body under lint, which can always be closed. */
export type Linted = AppIter & { close(): Promise<void> };

/** The body that the server receives. */
export async function bodyOf(app: Application, environ = soundEnviron()): Promise<Linted> {
  return (await lint(app)(environ, start)) as Linted;
}

/** The error that a function throws. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  return undefined;
}
