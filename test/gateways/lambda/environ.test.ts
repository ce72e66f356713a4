import { describe, expect, it } from 'vitest';
import { environFromLambda } from '../../../src/gateways/lambda/environ.ts';
import type { LambdaEvent } from '../../../src/gateways/lambda/event.ts';
import { Request } from '../../../src/request/request.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { textFromNative } from '../../../src/wsgi/native-string.ts';
import { blankRequest, blankRequests } from '../../support/blank-cases.ts';
import { vectors } from '../../support/vectors.ts';

const DOMAIN = 'id.execute-api.eu-west-1.amazonaws.com';
const http = { method: 'GET' };

const rest = (event: LambdaEvent, stage = 'prod', domainName = DOMAIN): LambdaEvent => ({
  httpMethod: 'GET',
  ...event,
  requestContext: { stage, domainName },
});
const v2 = (event: LambdaEvent, stage = '$default', domainName = DOMAIN): LambdaEvent => ({
  version: '2.0',
  ...event,
  requestContext: { stage, domainName, http },
});
const balancer = (event: LambdaEvent): LambdaEvent => ({
  httpMethod: 'GET',
  path: '/',
  ...event,
  requestContext: { elb: {} },
});
const placeOf = (event: LambdaEvent, mount?: string) => {
  const environ = environFromLambda(event, undefined, mount === undefined ? {} : { mount });
  return [environ.SCRIPT_NAME, environ.PATH_INFO, environ.REQUEST_URI];
};

describe("an event's environ", () => {
  interface EventCase {
    readonly name: string;
    readonly event: LambdaEvent;
    readonly environ: object;
    readonly body: string;
  }

  it.each(vectors<EventCase>('lambda/events'))('is created from $name', async ({ event, environ, body }) => {
    const made = environFromLambda(event);
    expect(made).toMatchObject(environ);
    expect(await new Request(made).text()).toBe(body);
  });

  it('describes concurrent processes, and a terminated input', () => {
    const made = environFromLambda(v2({ rawPath: '/', body: 'a' }));
    expect(made).toMatchObject({ 'wsgi.multiprocess': true, 'wsgi.input_terminated': true });
  });

  it.each<[what: string, event: LambdaEvent, place: string[]]>([
    ['a REST API', rest({ path: '/a' }), ['/prod', '/a', '/prod/a']],
    ['a REST API, at its root', rest({ path: '/' }), ['/prod', '/', '/prod/']],
    [
      'a REST API whose path begins like its stage',
      rest({ path: '/prod/a' }),
      ['/prod', '/prod/a', '/prod/prod/a'],
    ],
    ['a REST API on a custom domain', rest({ path: '/base/a' }, 'prod', 'h'), ['', '/base/a', '/base/a']],
    ['an HTTP API', v2({ rawPath: '/a' }), ['', '/a', '/a']],
    ['an HTTP API with a stage', v2({ rawPath: '/dev/a' }, 'dev'), ['/dev', '/a', '/dev/a']],
    ['an HTTP API with a stage, at its root', v2({ rawPath: '/dev' }, 'dev'), ['/dev', '', '/dev']],
    [
      'an HTTP API with a stage, on a custom domain',
      v2({ rawPath: '/dev/a' }, 'dev', 'h'),
      ['', '/dev/a', '/dev/a'],
    ],
    ['an HTTP API with a path outside its stage', v2({ rawPath: '/deva' }, 'dev'), ['', '/deva', '/deva']],
    [
      'an HTTP API in format 1.0',
      { ...rest({ path: '/dev/a' }, 'dev'), version: '1.0' },
      ['/dev', '/a', '/dev/a'],
    ],
    [
      'an event without a domain',
      { ...rest({ path: '/a' }), requestContext: { stage: 'x' } },
      ['/x', '/a', '/x/a'],
    ],
    ['an event without a path', { httpMethod: 'GET' }, ['', '/', '/']],
    ['a load balancer', balancer({ path: '/a%2Fb' }), ['', '/a/b', '/a%2Fb']],
    ['a decoded path', v2({ rawPath: '/a b/é?' }), ['', '/a b/\xc3\xa9?', '/a%20b/%C3%A9%3F']],
  ])('contains the target of %s', (_what, event, place) => {
    expect(placeOf(event)).toEqual(place);
  });

  it.each<[what: string, event: LambdaEvent, mount: string, place: string[]]>([
    ['a stage that clients do not see', rest({ path: '/a' }), '', ['', '/a', '/a']],
    ['a stage that clients do not see, at its root', v2({ rawPath: '/dev' }, 'dev'), '', ['', '/', '/']],
    ['a base path', rest({ path: '/base/a' }, 'prod', 'h'), '/base', ['/base', '/a', '/base/a']],
    ['a base path, at its root', v2({ rawPath: '/base' }, 'dev', 'h'), '/base', ['/base', '', '/base']],
    ['the stage', rest({ path: '/a' }), '/prod', ['/prod', '/a', '/prod/a']],
    ['the stage of an HTTP API', v2({ rawPath: '/dev/a' }, 'dev'), '/dev', ['/dev', '/a', '/dev/a']],
    ['a path outside the stage', v2({ rawPath: '/base/a' }, 'dev'), '/base', ['/base', '/a', '/base/a']],
    ['an encoded path', balancer({ path: '/%C3%A9/a' }), '/é', ['/\xc3\xa9', '/a', '/%C3%A9/a']],
  ])('is mounted at %s', (_what, event, mount, place) => {
    expect(placeOf(event, mount)).toEqual(place);
  });

  it('cannot be created from a path outside the mount, nor with a malformed mount', () => {
    expect(() => placeOf(v2({ rawPath: '/b' }), '/a')).toThrow(RangeError);
    expect(() => placeOf(balancer({ path: '/b' }), '/a')).toThrow('not for a path below the mount: /b');
    expect(() => placeOf(v2({ rawPath: '/b' }), 'a')).toThrow('mount must be');
  });

  it.each<[what: string, event: LambdaEvent, query: string]>([
    [
      'as it was sent, in format 2.0',
      v2({ rawPath: '/', rawQueryString: 'a=%20&b=c+d&é' }),
      'a=%20&b=c+d&%C3%A9',
    ],
    ['none, in format 2.0', v2({ rawPath: '/' }), ''],
    [
      're-encoded, in format 1.0',
      rest({ multiValueQueryStringParameters: { 'a b': ['&', 'é'], c: ['+', ''] } }),
      'a%20b=%26&a%20b=%C3%A9&c=%2B&c=',
    ],
    [
      'of the last values, without lists',
      rest({ queryStringParameters: { a: '1', b: undefined }, multiValueQueryStringParameters: null }),
      'a=1',
    ],
    ['none, in format 1.0', rest({ queryStringParameters: null }), ''],
    [
      'as it was sent, from a load balancer',
      balancer({ multiValueQueryStringParameters: { 'a%5B': ['%20', 'b+c'], é: ['ü'] } }),
      'a%5B=%20&a%5B=b+c&%C3%A9=%C3%BC',
    ],
  ])('has the query %s', (_what, event, query) => {
    expect(environFromLambda(event).QUERY_STRING).toBe(query);
  });

  it('joins fields with the same name, and drops fields that must not reach a program', () => {
    const headers = { 'X-A': ['1', '2'], Proxy: ['p'], X_B: ['b'], Cookie: ['a=1', 'b=2'], 'X-Text': ['€'] };
    const environ = environFromLambda(
      rest({ multiValueHeaders: { ...headers, 'Transfer-Encoding': ['chunked'] } }),
    );
    const { HTTP_HOST: _, ...fields } = Object.fromEntries(
      Object.entries(environ).filter(([key]) => key.startsWith('HTTP_')),
    );
    expect(fields).toEqual({ HTTP_X_A: '1, 2', HTTP_COOKIE: 'a=1; b=2', HTTP_X_TEXT: '\xe2\x82\xac' });
  });

  it.each<[what: string, event: LambdaEvent, expected: Partial<Environ>]>([
    [
      'HTTPS, from API Gateway',
      rest({ headers: { Host: 'h:8443', 'X-Forwarded-Proto': 'http', 'X-Forwarded-For': '192.0.2.9' } }),
      {
        'wsgi.url_scheme': 'https',
        SERVER_NAME: 'h',
        SERVER_PORT: '443',
        HTTP_HOST: 'h:8443',
        REMOTE_ADDR: '',
      },
    ],
    [
      "a load balancer's values",
      balancer({
        headers: {
          host: 'h',
          'x-forwarded-proto': 'https',
          'x-forwarded-port': '444',
          'x-forwarded-for': '192.0.2.9, 192.0.2.1',
        },
      }),
      { 'wsgi.url_scheme': 'https', SERVER_PORT: '444', REMOTE_ADDR: '192.0.2.1' },
    ],
    [
      'HTTP, from a load balancer without values',
      balancer({}),
      { 'wsgi.url_scheme': 'http', SERVER_PORT: '80', SERVER_NAME: 'localhost', REMOTE_ADDR: '' },
    ],
    [
      'an address with a port',
      balancer({ headers: { 'x-forwarded-for': '192.0.2.1:5' } }),
      { REMOTE_ADDR: '192.0.2.1' },
    ],
    [
      'an address in brackets',
      balancer({ headers: { 'x-forwarded-for': '[::1]:5' } }),
      { REMOTE_ADDR: '::1' },
    ],
    [
      'a bare address',
      balancer({ headers: { 'x-forwarded-for': '2001:db8::1' } }),
      { REMOTE_ADDR: '2001:db8::1' },
    ],
    ['the API, without a Host', v2({ rawPath: '/' }), { HTTP_HOST: DOMAIN, SERVER_NAME: DOMAIN }],
  ])('contains the server and the client: %s', (_what, event, expected) => {
    expect(environFromLambda(event)).toMatchObject(expected);
  });

  it('cannot be created from a malformed Host', () => {
    expect(() => environFromLambda(rest({ headers: { Host: 'a b' } }))).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it('contains the body, and its length in bytes', async () => {
    const headers = { 'content-length': '999' };
    const base64 = environFromLambda(v2({ body: '/wCA', isBase64Encoded: true, headers }));
    expect([base64.CONTENT_LENGTH, [...(await new Request(base64).bytes())]]).toEqual(['3', [255, 0, 128]]);
    const text = environFromLambda(v2({ body: 'né' }));
    expect([text.CONTENT_LENGTH, await new Request(text).text()]).toEqual(['3', 'né']);
    expect(environFromLambda(v2({ body: null, headers })).CONTENT_LENGTH).toBe('0');
    expect(environFromLambda(v2({})).CONTENT_LENGTH).toBeUndefined();
  });

  it('accepts more keys, but replaces none', () => {
    const event = v2({ rawPath: '/' });
    const environ = environFromLambda(
      event,
      { id: '7' },
      {
        environ: (given, { id }) => ({ REQUEST_METHOD: 'PUT', 'app.seen': [given === event, id] }),
      },
    );
    expect([environ.REQUEST_METHOD, environ['app.seen']]).toEqual(['GET', [true, '7']]);
  });

  it.each([{ Records: [] }, {}, null, 'text', { requestContext: {} }])(
    'cannot be created from %j',
    (event) => {
      expect(() => environFromLambda(event as LambdaEvent)).toThrow('expected an HTTP event');
    },
  );
});

describe('an environ on a round trip through Lambda', () => {
  interface UrlCase {
    readonly id: string;
    readonly in: { readonly environ: Environ };
  }
  const cases = vectors<UrlCase>('webob/request-url').filter(({ in: { environ } }) =>
    /^(\/|$)/.test(environ.PATH_INFO ?? ''),
  );
  const isRoot = ({ SCRIPT_NAME = '', PATH_INFO = '' }: Environ) => SCRIPT_NAME + PATH_INFO === '';
  const expected = (environ: Environ) => ({
    REQUEST_METHOD: environ.REQUEST_METHOD,
    SCRIPT_NAME: environ.SCRIPT_NAME ?? '',
    PATH_INFO: isRoot(environ) ? '/' : environ.PATH_INFO,
  });
  const requestOf = (environ: Environ) => new Request({ ...blankEnviron(), ...environ });
  const sentOf = (request: Request) => ({
    mount: request.applicationUrl.slice(request.hostUrl.length),
    path: request.pathUrl.slice(request.hostUrl.length),
    headers: { Host: request.host },
  });

  it.each(cases)('survives format 2.0: $in.environ ($id)', ({ in: { environ } }) => {
    const request = requestOf(environ);
    const { mount, path, headers } = sentOf(request);
    const back = environFromLambda(
      v2({ rawPath: path, rawQueryString: request.queryString, headers }),
      undefined,
      { mount },
    );
    expect(back).toMatchObject({ ...expected(environ), HTTP_HOST: request.host });
    expect(new Request(back).pathQs).toBe(
      isRoot(environ) ? request.pathQs.replace(/^(?!\/)/, '/') : request.pathQs,
    );
  });

  it.each(cases)('survives format 1.0, decoded: $in.environ ($id)', ({ in: { environ } }) => {
    const request = requestOf(environ);
    const { mount, headers } = sentOf(request);
    const lists: Record<string, string[]> = {};
    for (const [name, value] of request.query) lists[name] = [...(lists[name] ?? []), value];
    const path = textFromNative(`${environ.SCRIPT_NAME ?? ''}${environ.PATH_INFO ?? ''}`);
    const isAmbiguous = /%[0-9a-f]{2}/i.test(path);
    const event = rest({ path, multiValueQueryStringParameters: lists, headers }, 'prod', 'h');
    const back = environFromLambda(event, undefined, { mount });
    if (!isAmbiguous) expect(back).toMatchObject(expected(environ));
    const sorted = (query: Iterable<[string, string]>) =>
      [...query].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    expect(sorted(new Request(back).query)).toEqual(sorted(request.query));
  });

  it.each(blankRequests)('keeps its body through a load balancer: $in ($id)', async (one) => {
    const request = blankRequest(one);
    const sent = sentOf(request);
    const lists: Record<string, string[]> = {};
    for (const pair of request.queryString.split('&').filter((one) => one !== '')) {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      lists[name] = [...(lists[name] ?? []), value];
    }
    const event = balancer({
      httpMethod: request.method,
      path: sent.path,
      multiValueQueryStringParameters: lists,
      multiValueHeaders: Object.fromEntries([...request.headers].map(([name, value]) => [name, [value]])),
      body: Buffer.from(await request.bytes()).toString('base64'),
      isBase64Encoded: true,
    });
    const back = new Request(environFromLambda(event, undefined, { mount: sent.mount }));
    const { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, HTTP_HOST, CONTENT_TYPE } = request.environ;
    expect(back.environ).toMatchObject({ REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, HTTP_HOST });
    expect([back.environ.CONTENT_TYPE, await back.text()]).toEqual([CONTENT_TYPE, await request.text()]);
    expect([...back.query].sort()).toEqual([...request.query].sort());
  });
});
