import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Response } from '../../../src/response/response.ts';
import { LintError, type LintWarning } from '../../../src/testing/lint/findings.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import type { Application, Environ, StartResponse } from '../../../src/wsgi/contract.ts';
import { collect } from '../../support/bytes.ts';
import { answering, bodyOf, errorOf, served, soundEnviron, start, TEXT } from '../../support/linted.ts';
import { warningOf } from '../../support/warnings.ts';

describe('lint', () => {
  it('accepts anything that stands for an application', async () => {
    expect(String(await served(lint(new Response('hi'), { http: true }), soundEnviron()))).toBe('hi');
    expect(() => lint({} as never)).toThrow(TypeError);
  });

  it('refuses unknown options', () => {
    const misspelt: object = { onwarning() {} };
    expect(() => lint(new Response(), misspelt)).toThrow(
      new TypeError('unknown option of lint: onwarning; did you mean onWarning?'),
    );
  });

  it('warns through the process by default', async () => {
    const warning = await warningOf(() => served(lint(answering('200 OK', [], ['hi'])), soundEnviron()));
    expect(warning).toMatchObject({ name: 'LintWarning', code: 'content-type-missing' });
  });

  it('is synchronous if the application is, and returns a body of the same kind', async () => {
    const atOnce = lint(answering('200 OK', [TEXT], ['hi']))(soundEnviron(), start);
    expect(atOnce).not.toBeInstanceOf(Promise);
    expect(Symbol.iterator in atOnce && [...atOnce]).toEqual([Buffer.from('hi')]);
    const body = await bodyOf(async (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      return Readable.from([Buffer.from('hi')]);
    });
    expect([Symbol.iterator in body, await collect(body)]).toEqual([false, 'hi']);
  });

  it('passes the head on unchanged, with an error only if there is one', async () => {
    const heads: unknown[][] = [];
    const failure = new Error('late');
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      startResponse('500 Oops', [], failure);
      return [];
    };
    await lint(app)(soundEnviron(), (...args) => {
      heads.push(args);
      return () => {};
    });
    expect(heads).toEqual([
      ['200 OK', [TEXT]],
      ['500 Oops', [], failure],
    ]);
  });

  it('keeps the old head if the server refuses the new one', async () => {
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [TEXT]);
      try {
        startResponse('204 No Content', [], new Error('late'));
      } catch {}
      return [Buffer.from('hi')];
    };
    const refusing: StartResponse = (_status, _headers, excInfo) => {
      if (excInfo !== undefined) throw excInfo;
      return () => {};
    };
    expect(await collect(await lint(app)(soundEnviron(), refusing))).toBe('hi');
  });

  it('waits for write()', async () => {
    const written = Promise.resolve();
    let waited: unknown;
    const app: Application = (_, startResponse) => {
      waited = startResponse('200 OK', [TEXT])(Buffer.from('hi'));
      return [];
    };
    await lint(app)(soundEnviron(), () => () => written);
    expect(waited).toBe(written);
  });

  it('passes on the errors of the application', async () => {
    const failure = new Error('own');
    const atOnce: Application = () => {
      throw failure;
    };
    expect(() => lint(atOnce)(soundEnviron(), start)).toThrow(failure);
    await expect(lint(async () => atOnce(soundEnviron(), start))(soundEnviron(), start)).rejects.toBe(
      failure,
    );
  });

  it('passes the application a separate environ', async () => {
    const environ = soundEnviron();
    const app: Application = (inner, startResponse) => {
      inner.SCRIPT_NAME = '/changed';
      startResponse('200 OK', []);
      return [];
    };
    await served(lint(app), environ);
    expect(environ.SCRIPT_NAME).toBe('');
  });
});

describe('a violation', () => {
  /** Handles errors, as an error page does. */
  const swallowing =
    (app: Application): Application =>
    async (environ, startResponse) => {
      try {
        return await app(environ, startResponse);
      } catch (error) {
        startResponse('500 Internal Server Error', [TEXT], error);
        return [Buffer.from('sorry')];
      }
    };

  it('is thrown again at the end of the call if the application has handled it', async () => {
    const seen: unknown[] = [];
    const app = swallowing((_, startResponse) => {
      try {
        startResponse('200', []);
      } catch (error) {
        seen.push(error);
        throw error;
      }
      return [];
    });
    const error = await errorOf(() => bodyOf(app));
    expect(error).toBeInstanceOf(LintError);
    expect(seen).toEqual([error]);
  });

  it('replaces another error that it has caused', async () => {
    const app: Application = (_, startResponse) => {
      try {
        startResponse('200', []);
      } catch {}
      throw new Error('another');
    };
    expect(await errorOf(() => bodyOf(app))).toMatchObject({ rule: 'status' });
  });

  it('leaves no body open if it ends the call', async () => {
    const closed: string[] = [];
    const failing =
      (close: () => unknown): Application =>
      (_, startResponse) => {
        try {
          startResponse('200', []);
        } catch {}
        return Object.assign([Buffer.from('hi')], { close });
      };
    expect(await errorOf(() => bodyOf(failing(() => closed.push('once'))))).toMatchObject({ rule: 'status' });
    expect(closed).toEqual(['once']);
    const refusing = () => {
      throw new Error('cannot close');
    };
    expect(await errorOf(() => bodyOf(failing(refusing)))).toMatchObject({ rule: 'status' });
  });

  it.each([
    ['of chunks', (chunks: Buffer[]) => chunks],
    ['that is asynchronous', (chunks: Buffer[]) => Readable.from(chunks)],
  ])(
    'is thrown again, as the same object, when the iteration of a body %s and close() end',
    async (_, made) => {
      const app: Application = async ({ 'wsgi.errors': errors }, startResponse) => {
        startResponse('200 OK', [TEXT]);
        const body = made([Buffer.from('a')]);
        return (async function* () {
          try {
            errors.write(5 as never);
          } catch {}
          yield* body;
        })();
      };
      const body = await bodyOf(app);
      const ofReading = await errorOf(() => collect(body));
      expect(ofReading).toMatchObject({ rule: 'errors-write' });
      expect(await errorOf(() => body.close())).toBe(ofReading);
    },
  );

  it('is thrown by close() if the body is not read to its end', async () => {
    const app: Application = async ({ 'wsgi.errors': errors }, startResponse) => {
      startResponse('200 OK', [TEXT]);
      return (function* () {
        try {
          errors.write(5 as never);
        } catch {}
        yield Buffer.from('a');
        yield Buffer.from('b');
      })();
    };
    const body = await bodyOf(app);
    for await (const _ of body) break;
    expect(await errorOf(() => body.close())).toMatchObject({ rule: 'errors-write' });
  });

  it('is the first one of several', async () => {
    const app: Application = ({ 'wsgi.errors': errors }, startResponse) => {
      for (const wrong of [() => startResponse('200', []), () => errors.write(5 as never)]) {
        try {
          wrong();
        } catch {}
      }
      return [];
    };
    expect(await errorOf(() => bodyOf(app))).toMatchObject({ rule: 'status' });
  });
});

describe('a warning', () => {
  it('names the rule, the responsible side, and the section', async () => {
    const warnings: LintWarning[] = [];
    const app = lint(answering('200 OK', [TEXT, ['X-', '1']]), {
      onWarning: (warning) => warnings.push(warning),
    });
    await served(app, soundEnviron());
    expect(warnings).toEqual([
      {
        rule: 'header-name',
        blame: 'application',
        spec: 'RFC 9110, section 5.1',
        message: 'header-name: the header name X- ends in - (RFC 9110, section 5.1)',
      },
    ]);
  });
});

describe('a sound environ', () => {
  it.each<[string, Partial<Record<keyof Environ, unknown>>]>([
    ['may lack SCRIPT_NAME', { SCRIPT_NAME: undefined }],
    ['may lack PATH_INFO below a mount', { SCRIPT_NAME: '/app', PATH_INFO: undefined }],
    ['may have an empty path', { PATH_INFO: '' }],
    ['may have an empty CONTENT_LENGTH', { CONTENT_LENGTH: '' }],
    ['may have keys with a dot and any value', { 'a.b': 5, 'wheatpaste.x': null }],
    ['may have undefined keys', { REMOTE_USER: undefined, HTTP_X: undefined }],
    ['may have a scheme with TLS', { 'wsgi.url_scheme': 'https' }],
    ['may have any registered method', { REQUEST_METHOD: 'VERSION-CONTROL' }],
  ])('%s', async (_, changes) => {
    const environ = { ...soundEnviron(), ...changes } as Environ;
    const warnings: LintWarning[] = [];
    const app = lint(answering('200 OK', [TEXT], ['hi']), { onWarning: (warning) => warnings.push(warning) });
    expect(String(await served(app, environ))).toBe('hi');
    expect(warnings).toEqual([]);
  });
});
