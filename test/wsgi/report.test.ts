import { EventEmitter, once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isAbort, report } from '../../src/wsgi/report.ts';

afterEach(() => vi.restoreAllMocks());

/** The text written to the process's standard error. */
function standardError(): string[] {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((message) => written.push(String(message)) > 0);
  return written;
}

/** The errors during some work that nobody catches, and that would end the process. */
async function uncaughtDuring(work: () => unknown): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  await work();
  await new Promise(setImmediate);
  process.off('uncaughtException', note).off('unhandledRejection', note);
  return uncaught;
}

function logged(error: unknown): string {
  const lines: string[] = [];
  report({ write: (line) => lines.push(line) }, error);
  return lines.join();
}

class Unprintable extends Error {
  [inspect.custom]() {
    throw new Error('no');
  }
}

describe('report', () => {
  it('writes an error with its stack', () => {
    expect(logged(new TypeError('x', { cause: 'y' }))).toMatch(/^TypeError: x\n[\s\S]*cause.*y[\s\S]*\n$/);
    expect(logged('text')).toBe("'text'\n");
    expect(logged(undefined)).toBe('undefined\n');
  });

  it('FG14: writes a placeholder for an error that cannot be printed', () => {
    expect(logged(new Unprintable('x'))).toBe('Error that cannot be printed\n');
    const throwing = {
      [inspect.custom]: () => {
        throw new Error('no');
      },
    };
    expect(logged(throwing)).toBe('An error that cannot be printed\n');
    const nameless = Object.defineProperty(new Unprintable('x'), 'name', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(logged(nameless)).toBe('An error that cannot be printed\n');
  });

  it('FG14: uses standard error if the log throws', () => {
    const written = standardError();
    report(
      {
        write: () => {
          throw new Error('closed');
        },
      },
      'x',
    );
    expect(written).toEqual(["'x'\n"]);
  });

  it('FG14: does nothing more if that throws, too', () => {
    vi.spyOn(process.stderr, 'write').mockImplementation(() => {
      throw new Error('closed');
    });
    expect(() =>
      report(
        {
          write: () => {
            throw new Error('closed');
          },
        },
        'x',
      ),
    ).not.toThrow();
    expect(() => report(process.stderr, 'x')).not.toThrow();
  });

  it('FG14: survives a log that rejects', async () => {
    const uncaught = await uncaughtDuring(() => {
      report({ write: () => Promise.reject(new Error('closed')) }, 'x');
    });
    expect(uncaught).toEqual([]);
  });

  it.each([
    ['ended', () => new PassThrough().end()],
    ['destroyed', () => new PassThrough().destroy()],
    ['in a missing folder', () => createWriteStream('/nowhere/at/all')],
  ])('FG14: survives a stream that is %s', async (_what, make) => {
    const uncaught = await uncaughtDuring(async () => {
      const stream = make();
      const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
      report(stream, 'x');
      await closed;
    });
    expect(uncaught).toEqual([]);
  });

  it('leaves no listener on a stream', async () => {
    const stream = new PassThrough();
    report(stream, 'x');
    expect(String((await once(stream, 'data'))[0])).toBe("'x'\n");
    await expect.poll(() => stream.listenerCount('error')).toBe(0);
  });

  it('writes to an incomplete stream', () => {
    const lines: string[] = [];
    report(Object.assign(new EventEmitter(), { write: (line: string) => lines.push(line) }), 'x');
    report({ write: (line: string) => lines.push(line), on: 5 } as never, 'y');
    expect(lines).toEqual(["'x'\n", "'y'\n"]);
  });
});

describe('isAbort', () => {
  it('recognizes an abort by its name', () => {
    expect(isAbort(new DOMException('x', 'AbortError'))).toBe(true);
    expect(isAbort(new Error('x'))).toBe(false);
    expect(isAbort('AbortError')).toBe(false);
  });
});
