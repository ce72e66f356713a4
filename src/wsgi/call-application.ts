/**
 * Calling an application and catching what it answers.
 *
 * @module
 */
import { assertBody, assertHeaderList } from './answer.ts';
import { BodyReader } from './app-iter.ts';
import { chain } from './chain.ts';
import type { AppIter, Application, Environ, HeaderList } from './contract.ts';

/** What an application answered. */
export interface CallResult {
  /** The status line without the protocol: `'200 OK'`. */
  readonly status: string;
  readonly headers: HeaderList;
  /** The body, with what was written before it. */
  readonly appIter: AppIter;
  /** The error that the response stands for, if the application gave one. */
  readonly excInfo: unknown;
}

/**
 * Calls an application and reads its body only until the status is known. The caller closes the body. If the
 * application later starts another response with an error, that error is thrown, since the head has been sent.
 *
 * @throws TypeError when it never calls startResponse, calls it twice without an error to report, or returns no body.
 *
 * @example
 * ```ts
 * const { status, appIter } = await callApplication(new Response('Hello').toApp(), blankEnviron());
 * status; // '200 OK'
 * (await readAll(appIter)).byteLength; // 5
 * ```
 */
export async function callApplication(app: Application, environ: Environ): Promise<CallResult> {
  const written: Uint8Array[] = [];
  let head: Omit<CallResult, 'appIter'> | undefined;
  let isTaken = false;

  let appIter = assertBody(
    await app(environ, (status, headers, excInfo) => {
      if (isTaken && excInfo !== undefined) throw excInfo;
      if (head && excInfo === undefined) throw new TypeError('startResponse was called twice');
      assertHeaderList(headers);
      head = { status, headers, excInfo };
      return (chunk) => {
        written.push(chunk);
      };
    }),
  );
  if (!head) appIter = await begun(appIter);
  if (!head) {
    await new BodyReader(appIter).close();
    throw new TypeError('the application did not call startResponse');
  }
  isTaken = true;
  return { ...head, appIter: written.length > 0 ? chain(written, appIter) : appIter };
}

/** The same body, with its first chunk already requested. */
async function begun(body: AppIter): Promise<AppIter> {
  const reader = new BodyReader(body);
  let first: IteratorResult<Uint8Array> | undefined;
  try {
    first = await reader.next();
  } catch (error) {
    await reader.close();
    throw error;
  }
  const next = async () => {
    const result = first ?? (await reader.next());
    first = undefined;
    return result;
  };
  const close = () => reader.close();
  const end = async () => {
    await close();
    return { done: true, value: undefined } as const;
  };
  return { close, [Symbol.asyncIterator]: () => ({ next, return: end }) };
}
