import { describe, expect, it } from 'vitest';

import { Request } from '../../src/request/request.ts';

class Api extends Request {
  #user = 'Ada';

  get user(): string {
    return this.#user;
  }

  get nick(): string {
    return this.#user;
  }

  set nick(name: string) {
    this.#user = name;
  }
}

const getters = new Set<string>();
for (let place = Request.prototype; place !== Object.prototype; place = Object.getPrototypeOf(place)) {
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(place)))
    if (get) getters.add(name);
}
const names = [...getters];
/** Properties that are derived from others, without a change of the same name. */
const DERIVED = new Set([
  ...['applicationUrl', 'clientAddr', 'domain', 'hostPort', 'hostUrl', 'isBodyReadable', 'isXhr'],
  ...['path', 'pathQs', 'pathUrl', 'url'],
]);

describe('an assignment to a request', () => {
  it('FM2: names the change that creates another request', () => {
    const request = Request.blank('/');
    expect(() => {
      // @ts-expect-error a request is immutable
      request.method = 'PUT';
    }).toThrow(
      new TypeError(
        'request.method cannot be assigned: a request is immutable; request.with({ method: … }) gives a changed one',
      ),
    );
    expect(request.method).toBe('GET');
  });

  it.each(names)('FM2: is refused for %s', (name) => {
    const assign = () => Object.assign(Request.blank('/'), { [name]: 'x' });
    const change = DERIVED.has(name)
      ? 'request\\.with\\(\\{ … \\}\\)'
      : `request\\.with\\(\\{ ${name}: … \\}\\)`;
    expect(assign).toThrow(new RegExp(change));
  });

  it.each(names)('FM2: names a change that exists: %s', (name) => {
    const isUnknown = () => {
      try {
        Request.blank('/', { contentType: 'text/plain' }).with({ [name]: undefined });
        return false;
      } catch (error) {
        return String(error).includes(`no ${name} to change`) || String(error).includes('unknown');
      }
    };
    expect(isUnknown()).toBe(DERIVED.has(name));
  });

  it('is refused for the getters of a subclass, and allowed for its setters', () => {
    const request = new Api(Request.blank('/').environ);
    expect(() => Object.assign(request, { user: 'Bob' })).toThrow(/request\.user cannot be assigned/);
    request.nick = 'Bob';
    expect(request.user).toBe('Bob');
  });
});

describe('a request of another value', () => {
  it.each<[string, unknown]>([
    ['a string', 'https://a.example/'],
    ['an instance of URL', new URL('https://a.example/')],
    ['an instance of Request', new globalThis.Request('https://a.example/')],
    ['an instance of Request', Request.blank('/')],
    ['undefined', undefined],
    ['null', null],
  ])('FM1: refuses %s, and explains that it wraps an environ, and how to make one', (kind, value) => {
    // @ts-expect-error an environ is required
    expect(() => new Request(value, { method: 'GET' })).toThrow(
      new TypeError(
        `a Request wraps an environ; got ${kind}: use Request.blank(url) or Request.fromFetch(request)`,
      ),
    );
  });
});

describe('an environ with a wrong value', () => {
  const { environ } = Request.blank('/', { method: 'POST', text: 'a' });
  const over = (keys: object) => new Request({ ...environ, ...keys });

  it.each<[key: string, read: (request: Request) => unknown, keys?: object]>([
    ['REQUEST_METHOD', (request) => request.method],
    ['SERVER_NAME', (request) => request.serverName],
    ['SERVER_NAME', (request) => request.url, { HTTP_HOST: undefined }],
    ['SERVER_PORT', (request) => request.serverPort],
    ['SERVER_PORT', (request) => request.url, { HTTP_HOST: undefined }],
    ['SERVER_PROTOCOL', (request) => request.httpVersion],
    ['wsgi.url_scheme', (request) => request.scheme],
    ['wsgi.url_scheme', (request) => request.url],
    ['wsgi.url_scheme', (request) => request.hostUrl],
  ])('FM11: reports a missing %s when it is read', (key, read, keys = {}) => {
    expect(() => read(over({ ...keys, [key]: undefined }))).toThrow(
      new TypeError(`environ['${key}'] must be a string; got undefined`),
    );
  });

  it('FM11: explains what CONTENT_LENGTH must be', async () => {
    const request = over({ CONTENT_LENGTH: 1 });
    const message = "environ['CONTENT_LENGTH'] must be a string; got a number";
    await expect(request.text()).rejects.toThrow(new TypeError(message));
    expect(() => request.contentLength).toThrow(new TypeError(message));
  });

  it.each<[input: unknown, message: string]>([
    ['text', "environ['wsgi.input'] must be an iterable of bytes; got a string"],
    [undefined, "environ['wsgi.input'] must be an iterable of bytes; got undefined"],
    [null, "environ['wsgi.input'] must be an iterable of bytes; got null"],
    [['text'], "environ['wsgi.input'] must give bytes (Uint8Array); it gave a string"],
  ])('FM11: explains what wsgi.input must be, given %j', async (input, message) => {
    await expect(over({ 'wsgi.input': input }).text()).rejects.toThrow(new TypeError(message));
  });
});

describe('wrong arguments', () => {
  it('FM10: popPathInfo explains that it takes a regular expression', () => {
    // @ts-expect-error it is text
    expect(() => Request.blank('/docs').popPathInfo('docs')).toThrow(
      new TypeError('popPathInfo takes a regular expression, such as /docs/; got a string'),
    );
  });

  it('FM10: a form names the wrong value', () => {
    // @ts-expect-error it is a number
    expect(() => Request.blank('/', { form: { a: 1 } })).toThrow(
      /the form field "a" must be text, a Blob, .* got a number/,
    );
    // @ts-expect-error it lacks the content
    expect(() => Request.blank('/', { form: { a: { filename: 'x' } } })).toThrow(/got an object$/);
    // @ts-expect-error it is text
    expect(() => Request.blank('/', { form: 'a=1' })).toThrow(
      new TypeError('expected pairs of a name and a value, or an object of them; got a string'),
    );
  });
});
