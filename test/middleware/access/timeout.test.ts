import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { type TimeoutOptions, timeout } from '../../../src/middleware/access/timeout.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';
import type { Application, StartResponse } from '../../../src/wsgi/contract.ts';
import { signalOf } from '../../../src/wsgi/exchange.ts';
import { bytes } from '../../support/bytes.ts';
import { happening } from '../../support/raw.ts';
import { exchangeOver } from '../../support/wires.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const pending = () => new Promise<never>(() => {});
const OK = ['200 OK', [['Content-Type', 'text/plain']]] satisfies Parameters<StartResponse>;

/** Sends a request to an application with a limit of 100 ms, and collects the operator's log. */
function ask(app: Application, options?: TimeoutOptions, environ = {}) {
  const told: string[] = [];
  const errors = { write: (text: string) => told.push(text) };
  const request = Request.blank('/', { environ: { 'wsgi.errors': errors, ...environ } });
  return { told, response: request.send(timeout(100, options)(app)) };
}

describe('timeout: the head', () => {
  it('does not change a response within the limit', async () => {
    const response = await ask(wsgify(() => 'Hello')).response;
    expect([response.status, await response.text()]).toEqual([200, 'Hello']);
    expect(await (await ask(wsgify(async () => 'Hello')).response).text()).toBe('Hello');
  });

  it('answers 503 after the limit, and aborts the signal', async () => {
    let reason: unknown;
    const app = wsgify(async ({ signal }) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      return await pending();
    });
    const { response } = ask(app);
    await vi.advanceTimersByTimeAsync(99);
    expect(reason).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect((await response).status).toBe(503);
    expect(reason).toMatchObject({
      name: 'TimeoutError',
      message: 'the response did not begin within 100 ms',
    });
  });

  it('answers 503 for an application that has started a response but not returned', async () => {
    const { response } = ask(async (_, startResponse) => {
      startResponse(...OK);
      return await pending();
    });
    await vi.advanceTimersByTimeAsync(100);
    expect((await response).status).toBe(503);
  });

  it('answers 503 for a body that never starts its response', async () => {
    const { response } = ask(async function* () {
      yield await pending();
    } as unknown as Application);
    await vi.advanceTimersByTimeAsync(100);
    expect((await response).status).toBe(503);
  });

  it('allows a body to start its response within the limit', async () => {
    const app = async function* (_: unknown, startResponse: StartResponse) {
      startResponse(...OK);
      yield Buffer.from('Hello');
    } as unknown as Application;
    expect(await (await ask(app).response).text()).toBe('Hello');
  });

  it('discards a late response, but closes it', async () => {
    const events: string[] = [];
    const app: Application = async (_, startResponse) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      try {
        startResponse(...OK);
      } catch (error) {
        events.push(String(error));
      }
      return { [Symbol.iterator]: () => [][Symbol.iterator](), close: () => events.push('closed') };
    };
    const { response, told } = ask(app);
    await vi.advanceTimersByTimeAsync(200);
    expect((await response).status).toBe(503);
    expect(events).toEqual(['TimeoutError: the response did not begin within 100 ms', 'closed']);
    expect(told).toEqual([]);
  });

  it('logs later errors, but not the abort itself', async () => {
    const failing = (error: unknown) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      throw error;
    };
    const { response, told } = ask(failing(new Error('mine')));
    const stopped = ask(failing(new DOMException('stopped', 'AbortError')));
    const passedOn = ask(
      wsgify(({ signal }) => failing(undefined)().catch(() => signal.throwIfAborted() ?? '')),
    );
    await vi.advanceTimersByTimeAsync(200);
    expect((await response).status).toBe(503);
    expect((await stopped.response).status).toBe(503);
    expect((await passedOn.response).status).toBe(503);
    expect(told).toEqual(['An application failed after its time was over: Error: mine\n']);
    expect([stopped.told, passedOn.told]).toEqual([[], []]);
  });

  it('passes on errors within the limit', async () => {
    await expect(
      ask(() => {
        throw new Error('mine');
      }).response,
    ).rejects.toThrow('mine');
    await expect(
      ask(async () => {
        throw new Error('mine');
      }).response,
    ).rejects.toThrow('mine');
  });

  it('aborts the signal when the client disconnects, too', async () => {
    const client = new AbortController();
    let inner: AbortSignal | undefined;
    const app: Application = (environ, startResponse) => {
      inner = signalOf(environ);
      startResponse(...OK);
      return [];
    };
    await ask(app, {}, { 'wheatpaste.signal': client.signal }).response;
    expect(inner?.aborted).toBe(false);
    client.abort();
    expect(inner?.aborted).toBe(true);
  });
});

describe('timeout: the body', () => {
  const streaming =
    (steps: readonly (number | string)[], closed: string[] = []): Application =>
    (_, startResponse) => {
      startResponse(...OK);
      const read = async function* () {
        for (const step of steps) {
          if (typeof step === 'string') yield Buffer.from(step);
          else await new Promise((resolve) => setTimeout(resolve, step));
        }
      };
      return Object.assign(read(), { close: () => closed.push('closed') });
    };

  it('has no limit by default', async () => {
    const response = await ask(streaming(['a', 500, 'b'])).response;
    const text = response.text();
    await vi.advanceTimersByTimeAsync(500);
    expect(await text).toBe('ab');
  });

  it('is cut after its limit', async () => {
    const closed: string[] = [];
    const response = await ask(streaming(['a', 150, 'b', 150, 'c'], closed), { body: 200 }).response;
    const text = response.text();
    const failure = expect(text).rejects.toThrow('the body did not end within 200 ms');
    await vi.advanceTimersByTimeAsync(300);
    await failure;
    expect(closed).toEqual(['closed']);
  });

  it('may fail to close after that', async () => {
    const body = Object.assign(
      (async function* (): AsyncGenerator<Uint8Array> {
        yield await pending();
      })(),
      { close: () => Promise.reject(new Error('mine')) },
    );
    const { response, told } = ask(
      (_, startResponse) => {
        startResponse(...OK);
        return body;
      },
      { body: 200 },
    );
    const failure = expect((await response).text()).rejects.toThrow('the body did not end');
    await vi.advanceTimersByTimeAsync(200);
    await failure;
    expect(told).toEqual(['An application failed after its time was over: Error: mine\n']);
  });

  it('is cut even if nobody is reading it', async () => {
    const response = await ask(streaming(['a', 'b']), { body: 200 }).response;
    const reader = response.appIter[Symbol.asyncIterator as never] as () => AsyncIterator<Uint8Array>;
    const chunks = reader.call(response.appIter);
    await chunks.next();
    await vi.advanceTimersByTimeAsync(200);
    await expect(chunks.next()).rejects.toThrow('the body did not end within 200 ms');
  });

  it('is not changed within the limit', async () => {
    const response = await ask(streaming(['a', 100, 'b']), { body: 200 }).response;
    const text = response.text();
    await vi.advanceTimersByTimeAsync(100);
    expect(await text).toBe('ab');
    const whole = await ask(
      wsgify(() => 'Hello'),
      { body: 200 },
    ).response;
    expect(await whole.text()).toBe('Hello');
  });

  it('passes on errors within the limit', async () => {
    const app = wsgify(
      () =>
        new Response(
          (async function* (): AsyncGenerator<Uint8Array> {
            yield Buffer.from('a');
            throw new Error('mine');
          })(),
        ),
    );
    await expect((await ask(app, { body: 200 }).response).text()).rejects.toThrow('mine');
  });

  it('can be abandoned during a read', async () => {
    const closed: string[] = [];
    const app = timeout(100, { body: 200 })(streaming(['a', 50], closed));
    const { appIter } = await Request.blank('/').call(app);
    const chunks = (appIter as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await chunks.next();
    const last = chunks.next();
    const closing = appIter.close?.();
    expect(await last).toEqual({ done: true, value: undefined });
    await vi.advanceTimersByTimeAsync(50);
    await closing;
    expect(closed).toEqual(['closed']);
  });

  it('has no limit if it starts its response after it was abandoned', async () => {
    const { promise, happen } = happening();
    const app = timeout(100, { body: 200 })((_, startResponse) =>
      (async function* () {
        await promise;
        startResponse(...OK);
        yield bytes('a');
      })(),
    );
    const { wire, run } = exchangeOver(app);
    const done = run();
    wire.leave();
    happen();
    await done;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses late writes', async () => {
    let late: unknown;
    const { response } = ask(async (_, startResponse) => {
      const write = startResponse(...OK);
      await new Promise((resolve) => setTimeout(resolve, 150));
      try {
        await write(Buffer.from('late'));
      } catch (error) {
        late = error;
      }
      return [];
    });
    await vi.advanceTimersByTimeAsync(150);
    expect((await response).status).toBe(503);
    expect(late).toMatchObject({ name: 'TimeoutError' });
  });

  it('may begin with written data', async () => {
    const response = await ask((_, startResponse) => {
      startResponse(...OK)(Buffer.from('Hel'));
      return [Buffer.from('lo')];
    }).response;
    expect(await response.text()).toBe('Hello');
  });
});

describe('timeout: options', () => {
  it.each([0, -1, Number.NaN, 2 ** 31, Infinity])('refuses %d', (limit) => {
    expect(() => timeout(limit)).toThrow(RangeError);
    expect(() => timeout(100, { body: limit })).toThrow(RangeError);
  });

  it('refuses unknown options', () => {
    expect(() => timeout(100, { head: 1 } as TimeoutOptions)).toThrow('unknown option of timeout: head');
  });
});
