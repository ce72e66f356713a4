import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { callApplication } from '../../src/wsgi/call-application.ts';
import type { AppIter, Application, ToApplication } from '../../src/wsgi/contract.ts';
import { toApplication } from '../../src/wsgi/to-application.ts';

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** All that a body gives, as text. */
export async function collect(body: AppIter): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A body that knows whether its iterator's `return()` was called before its end. */
export function tracked(texts: string[]): { body: AsyncIterable<Uint8Array>; closed: () => boolean } {
  let isClosed = false;
  const left = [...texts];
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const text = left.shift();
      if (text === undefined) return { done: true, value: undefined };
      return { done: false, value: typeof text === 'string' ? bytes(text) : text };
    },
    async return() {
      isClosed = true;
      return { done: true, value: undefined };
    },
  };
  return { body: { [Symbol.asyncIterator]: () => iterator }, closed: () => isClosed };
}

/** What an application answers to a blank request. */
export async function answer(app: Application | ToApplication, method = 'GET') {
  const { status, headers, appIter } = await callApplication(toApplication(app), {
    ...blankEnviron(),
    REQUEST_METHOD: method,
  });
  return { status, headers, body: await collect(appIter) };
}
