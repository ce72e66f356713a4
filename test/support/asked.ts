import type { Application, Environ, HeaderList } from '../../src/wsgi/contract.ts';
import { soundEnviron } from './linted.ts';

/** The response of an application. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
  /** All values of a field. */
  field(name: string): string[];
}

/** Calls an application as a gateway does, with these changes to a sound environ. */
export async function asked(
  app: Application,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let head: { status: string; headers: HeaderList } = { status: '', headers: [] };
  const body = await app(soundEnviron(changes), (status, headers) => {
    head = { status, headers };
    return (chunk) => {
      chunks.push(chunk);
    };
  });
  try {
    for await (const chunk of body) chunks.push(chunk);
  } finally {
    await body.close?.();
  }
  return {
    status: Number.parseInt(head.status, 10),
    headers: head.headers,
    body: Buffer.concat(chunks).toString(),
    field: (name) =>
      head.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value),
  };
}

/** An application that records its environ, and a function that returns the last one. */
export function noting(): { app: Application; seen: () => Environ | undefined } {
  let last: Environ | undefined;
  const app: Application = (environ, startResponse) => {
    last = environ;
    startResponse('200 OK', [['Content-Type', 'text/plain']]);
    return [];
  };
  return { app, seen: () => last };
}

/** The environ of a recorded case: a null value is absent. */
export function recordedEnviron(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { HTTP_HOST: undefined, ...given };
}
