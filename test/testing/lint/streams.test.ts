import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Request } from '../../../src/request/request.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import type { Application, Environ } from '../../../src/wsgi/contract.ts';
import { disposeBody } from '../../../src/wsgi/input-owner.ts';
import { served, soundEnviron, TEXT } from '../../support/linted.ts';

describe('wsgi.input under lint', () => {
  const post = (input: Environ['wsgi.input'], environ: Partial<Environ> = {}) =>
    soundEnviron({ REQUEST_METHOD: 'POST', CONTENT_LENGTH: '3', 'wsgi.input': input, ...environ });
  const echo: Application = async (environ, startResponse) => {
    const text = await new Request(environ).text();
    startResponse('200 OK', [TEXT]);
    return [Buffer.from(text)];
  };

  it.each([
    ['an array', () => [Buffer.from('ab'), Buffer.from('c')]],
    ['a stream', () => Readable.from([Buffer.from('ab'), Buffer.from('c')])],
    ['a frozen array', () => Object.freeze([Buffer.from('abc')])],
    [
      'an iterable of fixed properties',
      () => Object.freeze({ [Symbol.iterator]: () => [Buffer.from('abc')].values() }),
    ],
  ])('returns what %s returns', async (_, made) => {
    expect(String(await served(lint(echo), post(made())))).toBe('abc');
  });

  it('may have a longer last chunk, which a reader cuts', async () => {
    expect(String(await served(lint(echo), post([Buffer.from('abcdef')])))).toBe('abc');
  });

  it('is unlimited if it ends by itself, or if no length is known', async () => {
    const readAway: Application = async ({ 'wsgi.input': input }, startResponse) => {
      for await (const _ of input);
      startResponse('200 OK', []);
      return [];
    };
    const chunks = [Buffer.from('abc'), Buffer.from('def')];
    await served(lint(readAway), post(chunks, { 'wsgi.input_terminated': true }));
    await served(lint(readAway), soundEnviron({ 'wsgi.input': chunks }));
  });

  it('is recognized outside as read, and is disposed of there', async () => {
    const environ = post(Readable.from([Buffer.from('abc')]));
    await served(lint(echo), environ);
    expect(await new Request(environ).text()).toBe('abc');
    await disposeBody(environ);
    await expect(new Request(environ).text()).rejects.toThrow('The request has ended');
  });

  it("keeps the input's other properties", async () => {
    class Body {
      readonly #size = 7;
      get size() {
        return this.#size;
      }
      measure() {
        return this.#size;
      }
      *[Symbol.iterator]() {}
    }
    let seen: unknown[] = [];
    const app: Application = ({ 'wsgi.input': input }, startResponse) => {
      const body = input as Body & { note?: string };
      body.note = 'kept';
      seen = [body instanceof Body, 'note' in body, body.note, body.size, body.measure()];
      startResponse('200 OK', []);
      return [];
    };
    const input: Body & { note?: string } = new Body();
    await served(lint(app), post(input));
    expect([...seen, input.note]).toEqual([true, true, 'kept', 7, 7, 'kept']);
    const fixed = Object.freeze(new Body());
    await served(lint(app), post(fixed));
    expect(seen).toEqual([true, true, 'kept', 7, 7]);
  });

  it('stops if its reader stops', async () => {
    const events: string[] = [];
    const stopping: Application = async ({ 'wsgi.input': input }, startResponse) => {
      for await (const _ of input) break;
      startResponse('200 OK', []);
      return [];
    };
    const input = (function* () {
      try {
        yield Buffer.from('a');
        yield Buffer.from('b');
      } finally {
        events.push('returned');
      }
    })();
    await served(lint(stopping), post(input));
    expect(events).toEqual(['returned']);
  });
});

describe('wsgi.errors under lint', () => {
  it('passes messages on', async () => {
    const messages: string[] = [];
    const errors = { write: (message: string) => messages.push(message) };
    let result: unknown;
    const app: Application = ({ 'wsgi.errors': inner }, startResponse) => {
      result = inner.write('m');
      startResponse('200 OK', []);
      return [];
    };
    await served(lint(app), soundEnviron({ 'wsgi.errors': errors }));
    expect([messages, result]).toEqual([['m'], 1]);
  });
});
