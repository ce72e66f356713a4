import { afterEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../src/gateways/node/server.ts';
import { formatEvent, type ServerSentEvent } from '../../src/response/event-stream.ts';
import { Response } from '../../src/response/response.ts';
import { iterate } from '../../src/wsgi/app-iter.ts';
import { answer } from '../support/answers.ts';

/** A source that yields events on demand, and records whether it was stopped. */
function source() {
  const waiting: ((result: IteratorResult<ServerSentEvent>) => void)[] = [];
  let stops = 0;
  const iterator: AsyncIterator<ServerSentEvent> = {
    next: () => new Promise((resolve) => waiting.push(resolve)),
    return: async () => {
      stops++;
      return { done: true, value: undefined };
    },
  };
  return {
    events: { [Symbol.asyncIterator]: () => iterator },
    give: (event: ServerSentEvent) => waiting.shift()?.({ done: false, value: event }),
    end: () => waiting.shift()?.({ done: true, value: undefined }),
    asked: () => waiting.length,
    stops: () => stops,
  };
}

const text = (result: IteratorResult<Uint8Array>) =>
  result.done ? undefined : Buffer.from(result.value).toString();

describe('formatEvent', () => {
  it.each<[written: string, event: ServerSentEvent]>([
    ['data: a\n\n', { data: 'a' }],
    ['data: \n\n', { data: '' }],
    ['data:  a\n\n', { data: ' a' }],
    ['data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n', { data: 'a\nb\rc\r\nd\n' }],
    ['event: news\nid: 7\nretry: 3000\ndata: a\n\n', { data: 'a', event: 'news', id: '7', retry: 3000 }],
    ['id: \ndata: a\n\n', { data: 'a', id: '' }],
    ['data: a\n\n', { data: 'a', event: undefined, id: undefined, retry: undefined }],
  ])('writes %j for %o', (written, event) => {
    expect(formatEvent(event)).toBe(written);
  });

  it.each<[why: string, event: object]>([
    ['an id with NUL, which clients ignore', { data: '', id: 'a\0' }],
    ['an id with a line break', { data: '', id: 'a\nb' }],
    ['an id that is a number', { data: '', id: 7 }],
    ['a type with a line break', { data: '', event: 'a\rb' }],
    ['data that is not text', { data: { a: 1 } }],
    ['no data', { id: '7' }],
    ['a retry time that is text', { data: '', retry: '5' }],
  ])('throws a TypeError for %s', (_, event) => {
    expect(() => formatEvent(event as ServerSentEvent)).toThrow(TypeError);
  });

  it.each([-1, 0.5, Number.NaN, Infinity])('throws a RangeError for the retry time %j', (retry) => {
    expect(() => formatEvent({ data: '', retry })).toThrow(RangeError);
  });
});

describe('Response.events', () => {
  afterEach(() => vi.useRealTimers());

  it('returns an event stream that caches do not store', async () => {
    const sent = await answer(Response.events([{ data: 'a' }, { data: 'b' }]));
    expect(sent).toEqual({
      status: '200 OK',
      headers: [
        ['Content-Type', 'text/event-stream'],
        ['Cache-Control', 'no-cache'],
      ],
      body: 'data: a\n\ndata: b\n\n',
    });
    class Page extends Response {}
    expect(Page.events([])).toBeInstanceOf(Page);
  });

  it('requests an event only after the previous one was sent', async () => {
    const { events, give, end, asked } = source();
    const iterator = iterate(Response.events(events).appIter);
    expect(asked()).toBe(0);
    const first = iterator.next();
    expect(asked()).toBe(1);
    give({ data: 'a' });
    expect(text(await first)).toBe('data: a\n\n');
    expect(asked()).toBe(0);
    const last = iterator.next();
    end();
    expect(await last).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('sends comments while it is idle, and loses no events', async () => {
    vi.useFakeTimers();
    const { events, give, asked } = source();
    const iterator = iterate(Response.events(events, { heartbeat: 15_000 }).appIter);
    for (let beat = 0; beat < 2; beat++) {
      const comment = Promise.resolve(iterator.next());
      await vi.advanceTimersByTimeAsync(15_000);
      expect(text(await comment)).toBe(':\n\n');
    }
    expect(asked()).toBe(1);
    give({ data: 'between' });
    await vi.advanceTimersByTimeAsync(0);
    expect(text(await iterator.next())).toBe('data: between\n\n');
    const next = iterator.next();
    give({ data: 'a' });
    expect(text(await next)).toBe('data: a\n\n');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops its source when the client disconnects, even while it waits', async () => {
    const { events, stops } = source();
    const iterator = iterate(Response.events(events, { heartbeat: 15_000 }).appIter);
    const pending = iterator.next();
    await iterator.return?.();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(stops()).toBe(1);
  });

  it('stops its source when the client of a server disconnects', async () => {
    const { events, give, asked, stops } = source();
    await using server = await serve(Response.events(events), { port: 0 });
    const client = new AbortController();
    const response = fetch(server.url, { signal: client.signal });
    await expect.poll(asked).toBe(1);
    give({ data: 'a' });
    const reader = (await response).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: a\n\n');
    client.abort();
    await expect.poll(stops).toBe(1);
  });

  it('stops its source when the client disconnects before the first event, whose code is then loaded', async () => {
    vi.resetModules();
    const { eventStream } = await import('../../src/response/events.ts');
    const { events, stops } = source();
    const iterator = iterate(eventStream(events));
    const pending = iterator.next();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(stops()).toBe(1);
  });

  it('stops its source unread for HEAD', async () => {
    const { events, stops } = source();
    expect((await answer(Response.events(events), 'HEAD')).body).toBe('');
    expect(stops()).toBe(1);
  });

  it('stops a source without return()', async () => {
    const iterator = iterate(
      Response.events({
        [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
      }).appIter,
    );
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  });

  it('fails if its source fails', async () => {
    const failing = {
      *[Symbol.iterator](): Generator<ServerSentEvent> {
        yield { data: 'a' };
        throw new RangeError('gone');
      },
    };
    const iterator = iterate(Response.events(failing).appIter);
    expect(text(await iterator.next())).toBe('data: a\n\n');
    await expect(iterator.next()).rejects.toThrow('gone');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('stops its source at a malformed event', async () => {
    const { events, give, stops } = source();
    const iterator = iterate(Response.events(events).appIter);
    const next = iterator.next();
    give({ data: 'a', id: '\0' });
    await expect(next).rejects.toThrow(TypeError);
    expect(stops()).toBe(1);
  });

  it('refuses unknown options', () => {
    // @ts-expect-error there is no such option
    expect(() => Response.events([], { heartBeat: 5 })).toThrow(TypeError);
    for (const heartbeat of [0, -1, Number.NaN, Infinity, 2 ** 31]) {
      expect(() => Response.events([], { heartbeat })).toThrow(RangeError);
    }
    expect(Response.events([], { heartbeat: undefined }).status).toBe(200);
  });
});
