import { describe, expect, it } from 'vitest';
import { type CorsOptions, cors } from '../../../src/middleware/access/cors.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const A = 'https://a.example';
const inner = () => new Response('Hello', { headers: { Vary: 'Accept' } });

async function ask(options: CorsOptions, headers: Record<string, string>, method = 'GET', app = inner()) {
  const response = await Request.blank('/', { method, headers }).send(cors(options)(app));
  const fields = Object.fromEntries(response.headers);
  const shared = Object.entries(fields).filter(([name]) => name.startsWith('access-control-'));
  return { status: response.status, vary: fields.vary, shared: Object.fromEntries(shared) };
}

const preflight = (options: CorsOptions, headers: Record<string, string> = {}) =>
  ask(options, { Origin: A, 'Access-Control-Request-Method': 'PUT', ...headers }, 'OPTIONS');

describe('cors: a response', () => {
  it.each<[CorsOptions, string, string | undefined]>([
    [{ origins: [A] }, A, A],
    [{ origins: [A] }, 'https://b.example', undefined],
    [{ origins: [A] }, 'http://a.example', undefined],
    [{ origins: ['https://A.Example:443'] }, A, A],
    [{ origins: ['app://Local'] }, 'app://Local', 'app://Local'],
    [{ origins: [A] }, 'https://a.example:8443', undefined],
    [{ origins: [A] }, 'https://a.example.evil.example', undefined],
    [{ origins: [/https:\/\/[a-z]+\.a\.example/] }, 'https://b.a.example', 'https://b.a.example'],
    [{ origins: [/https:\/\/[a-z]+\.a\.example/g] }, 'https://b.a.example', 'https://b.a.example'],
    [{ origins: [/a\.example$/] }, 'https://evila.example', undefined],
    [{ origins: [/https:\/\/a\.example|https:\/\/b\.example/] }, 'https://a.example.evil', undefined],
    [{ origins: [/.*/] }, 'null', undefined],
    [{ origins: [A] }, 'null', undefined],
    [{ origins: (origin) => origin === 'null' }, 'null', 'null'],
    [{ origins: async (origin) => origin === A }, A, A],
    [{ origins: (_, request) => request.path === '/' }, A, A],
    [{ origins: () => true }, 'https://a.example, https://b.example', undefined],
    [{ origins: '*' }, A, '*'],
    [{ origins: '*' }, 'a b', '*'],
  ])('with %j lets %s read it as %s', async (options, origin, allowed) => {
    expect((await ask(options, { Origin: origin })).shared['access-control-allow-origin']).toBe(allowed);
  });

  it('varies by Origin even if no origin or a wrong one asks', async () => {
    for (const headers of [{}, { Origin: A }, { Origin: 'https://b.example' }]) {
      expect((await ask({ origins: [A] }, headers)).vary).toBe('Accept, Origin');
    }
    expect((await ask({ origins: '*' }, {})).vary).toBe('Accept');
  });

  it('GHSA-q7jf-gf43-6x6p: does not copy Vary from the request', async () => {
    expect((await ask({ origins: [A] }, { Origin: A, Vary: 'X-Evil' })).vary).toBe('Accept, Origin');
    expect((await preflight({ origins: [A] }, { Vary: 'X-Evil' })).vary).toBe('Origin');
  });

  it('CVE-2026-54290: never allows credentials to all origins', async () => {
    expect(() => cors({ origins: '*', credentials: true })).toThrow(
      'cors cannot allow credentials to all origins',
    );
    const { shared } = await ask({ origins: [A], credentials: true }, { Origin: 'https://evil.example' });
    expect(shared).toEqual({});
  });

  it('allows credentials and additional headers if they are configured', async () => {
    const options = { origins: [A], credentials: true, exposeHeaders: ['X-Total', 'X-Page'] };
    expect((await ask(options, { Origin: A })).shared).toEqual({
      'access-control-allow-origin': A,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'X-Total, X-Page',
    });
  });

  it("has only the policy's fields, except for headers that the application exposes", async () => {
    const app = new Response('Hello', {
      headers: {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Expose-Headers': 'X-Own',
      },
    });
    const options = { origins: [A], exposeHeaders: ['X-Total'] };
    expect((await ask(options, { Origin: 'https://b.example' }, 'GET', app)).shared).toEqual({
      'access-control-expose-headers': 'X-Own',
    });
    expect((await ask(options, { Origin: A }, 'GET', app)).shared).toEqual({
      'access-control-allow-origin': A,
      'access-control-expose-headers': 'X-Own',
    });
  });

  it.each([304, 404, 500, 204])('can be read even if it is a %d', async (status) => {
    const { shared } = await ask({ origins: [A] }, { Origin: A }, 'GET', new Response(null, { status }));
    expect(shared['access-control-allow-origin']).toBe(A);
  });
});

describe('cors: a preflight request', () => {
  it('is answered without the application', async () => {
    const options = { origins: [A], allowHeaders: ['Content-Type', 'X-Id'], maxAge: 600, credentials: true };
    expect(await preflight(options)).toEqual({
      status: 204,
      vary: 'Origin',
      shared: {
        'access-control-allow-origin': A,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'Content-Type, X-Id',
        'access-control-max-age': '600',
      },
    });
  });

  it('grants nothing to another origin', async () => {
    for (const Origin of ['https://b.example', 'null', 'a b', '']) {
      expect(await preflight({ origins: [A] }, { Origin })).toEqual({
        status: 204,
        vary: 'Origin',
        shared: {},
      });
    }
  });

  it('grants the configured methods', async () => {
    const { shared } = await preflight({ origins: '*', methods: ['GET'] });
    expect(shared).toEqual({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET' });
  });

  it.each([
    ['X-Id, content-type', 'X-Id, content-type'],
    ['X-Id, a b', undefined],
    ['', undefined],
  ])('reflects the headers %j as %j', async (asked, allowed) => {
    const options: CorsOptions = { origins: [A], allowHeaders: 'reflect' };
    const { shared, vary } = await preflight(options, { 'Access-Control-Request-Headers': asked });
    expect([shared['access-control-allow-headers'], vary]).toEqual([
      allowed,
      'Origin, Access-Control-Request-Headers',
    ]);
    const refused = await preflight(options, { Origin: 'https://b.example' });
    expect([refused.shared, refused.vary]).toEqual([{}, 'Origin, Access-Control-Request-Headers']);
  });

  it('grants no access to a private network', async () => {
    const { shared } = await preflight(
      { origins: [A] },
      { 'Access-Control-Request-Private-Network': 'true', 'Access-Control-Request-Local-Network': 'true' },
    );
    expect(Object.keys(shared)).toEqual(['access-control-allow-methods', 'access-control-allow-origin']);
  });

  it('is distinguished from other OPTIONS requests', async () => {
    expect((await ask({ origins: [A] }, { Origin: A }, 'OPTIONS')).status).toBe(200);
    const headers = { 'Access-Control-Request-Method': 'PUT' };
    expect((await ask({ origins: [A] }, headers, 'OPTIONS')).status).toBe(200);
    expect((await ask({ origins: [A] }, { Origin: A, ...headers })).status).toBe(200);
  });
});

describe('cors: options', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, "origins of cors must be '*', a list or a function, not undefined"],
    [{ origins: A }, "origins of cors must be '*', a list or a function, not a string"],
    [{ origins: ['*'] }, 'invalid origin in origins of cors: "*"'],
    [{ origins: ['null'] }, 'invalid origin in origins of cors: "null"'],
    [{ origins: [`${A}/`] }, 'invalid origin in origins of cors'],
    [{ origins: [1] }, 'an origin of cors must be a string or a regular expression, not a number'],
    [{ origins: [A], methods: ['A B'] }, 'invalid list member'],
    [{ origins: [A], allowHeaders: ['A:'] }, 'invalid list member'],
    [{ origins: [A], exposeHeaders: ['A:'] }, 'invalid list member'],
    [{ origins: [A], maxAge: -1 }, 'Access-Control-Max-Age'],
    [{ origin: A }, 'unknown option of cors: origin; did you mean origins?'],
  ])('refuses %j', (options, message) => {
    expect(() => cors(options as unknown as CorsOptions)).toThrow(message);
  });
});
