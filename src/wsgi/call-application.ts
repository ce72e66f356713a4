/**
 * Calling an application and catching what it answers.
 *
 * @module
 */
import { assertBody, assertHeaderList } from './answer.ts';
import { chain, closeUnread, iterate } from './app-iter.ts';
import type { AppIter, Application, Environ, HeaderList } from './contract.ts';

/** What an application answered. */
export interface CallResult {
  /** The status line without the protocol: `'200 OK'`. */
  readonly status: string;
  readonly headers: HeaderList;
  /** The body, with what was written before it. */
  readonly appIter: AppIter;
  /** The error that the response stands for, where the application told. */
  readonly excInfo: unknown;
}

/**
 * Calls an application, and reads its body no further than it takes to know the status.
 *
 * @throws TypeError when it never calls startResponse, or twice without an error to report.
 */
export async function callApplication(app: Application, environ: Environ): Promise<CallResult> {
  const written: Uint8Array[] = [];
  let head: Omit<CallResult, 'appIter'> | undefined;

  let appIter = assertBody(
    await app(environ, (status, headers, excInfo) => {
      if (head && excInfo === undefined) throw new TypeError('startResponse was called twice');
      assertHeaderList(headers);
      head = { status, headers, excInfo };
      return (chunk) => {
        written.push(chunk);
      };
    }),
  );
  if (!head) {
    const iterator = iterate(appIter);
    const first = await iterator.next();
    appIter = chain(first.done ? [] : [first.value], { [Symbol.asyncIterator]: () => resumed(iterator) });
  }
  if (!head) {
    await closeUnread(appIter);
    throw new TypeError('the application did not call startResponse');
  }
  return { ...head, appIter: written.length > 0 ? chain(written, appIter) : appIter };
}

function resumed(iterator: ReturnType<typeof iterate>): AsyncIterator<Uint8Array> {
  return {
    next: async () => iterator.next(),
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
  };
}
