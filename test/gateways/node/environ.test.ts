import { createServer, IncomingMessage } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environFromNode } from '../../../src/gateways/node/environ.ts';
import type { NodeRequest } from '../../../src/gateways/node/request.ts';
import { Request } from '../../../src/request/request.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { sendRaw } from '../../support/raw.ts';

describe('environFromNode', () => {
  const environs: Environ[] = [];
  const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
    try {
      environs.push(environFromNode(incoming));
      outgoing.end('ok');
    } catch (error) {
      outgoing.writeHead((error as { status: number }).status).end((error as Error).message);
    }
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  async function environOf(head: string, body = ''): Promise<Environ> {
    const answer = await sendRaw(url, `${head}\r\nConnection: close\r\n\r\n${body}`);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    return environs.at(-1) as Environ;
  }

  async function refusal(head: string): Promise<string> {
    const answer = await sendRaw(url, `${head}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    return answer.slice(answer.indexOf('\r\n\r\n') + 4);
  }

  it('contains the keys of PEP 3333', async () => {
    const environ = await environOf('GET /a%20b/%C3%A9?x=%20&y HTTP/1.1\r\nHost: example.com:81');
    expect(environ).toMatchObject({
      REQUEST_METHOD: 'GET',
      SCRIPT_NAME: '',
      PATH_INFO: '/a b/\xc3\xa9',
      QUERY_STRING: 'x=%20&y',
      REQUEST_URI: '/a%20b/%C3%A9?x=%20&y',
      SERVER_NAME: '127.0.0.1',
      SERVER_PORT: new URL(url).port,
      SERVER_PROTOCOL: 'HTTP/1.1',
      REMOTE_ADDR: '127.0.0.1',
      HTTP_HOST: 'example.com:81',
      'wsgi.version': [1, 0],
      'wsgi.url_scheme': 'http',
      'wsgi.input_terminated': false,
      'wsgi.multithread': false,
      'wsgi.multiprocess': false,
      'wsgi.run_once': false,
    });
  });

  it('G6: keeps the target as it was sent', async () => {
    const environ = await environOf('GET /a%2Fb//c?d HTTP/1.1\r\nHost: h');
    expect(environ.REQUEST_URI).toBe('/a%2Fb//c?d');
    expect(environ.PATH_INFO).toBe('/a/b//c');
    expect(new Request(environ).url).toBe('http://h/a%2Fb//c?d');
  });

  it('joins fields with the same name by a comma, and cookies by a semicolon', async () => {
    const environ = await environOf(
      'GET / HTTP/1.1\r\nHost: h\r\nX-Many: 1\r\nx-many: 2\r\nCookie: a=1\r\nCookie: b=2\r\nAccept: a/b\r\nAccept: c/d',
    );
    expect(environ).toMatchObject({ HTTP_X_MANY: '1, 2', HTTP_COOKIE: 'a=1; b=2', HTTP_ACCEPT: 'a/b, c/d' });
  });

  it('keeps the bytes of values', async () => {
    expect((await environOf('GET / HTTP/1.1\r\nHost: h\r\nX-Raw: \xe9\xc3\xa9')).HTTP_X_RAW).toBe(
      '\xe9\xc3\xa9',
    );
  });

  it('D5: drops names with an underscore', async () => {
    const environ = await environOf('GET / HTTP/1.1\r\nHost: h\r\nX_Foo: evil\r\nX-Foo: good');
    expect(environ.HTTP_X_FOO).toBe('good');
    const other = await environOf('GET / HTTP/1.1\r\nHost: h\r\nX_Foo: evil\r\nContent_Length: 5');
    expect(other).not.toHaveProperty('HTTP_X_FOO');
    expect(other).not.toHaveProperty('CONTENT_LENGTH');
  });

  it('G3: never contains HTTP_PROXY', async () => {
    expect(await environOf('GET / HTTP/1.1\r\nHost: h\r\nProxy: http://evil/')).not.toHaveProperty(
      'HTTP_PROXY',
    );
  });

  it('reads the host of a target in absolute form (RFC 9112, section 3.2.2)', async () => {
    const environ = await environOf('GET http://target.example/a?b HTTP/1.1\r\nHost: other.example');
    expect(environ).toMatchObject({ HTTP_HOST: 'target.example', PATH_INFO: '/a', QUERY_STRING: 'b' });
  });

  it('accepts OPTIONS *, whose target is the server itself', async () => {
    expect(await environOf('OPTIONS * HTTP/1.1\r\nHost: h')).toMatchObject({
      PATH_INFO: '',
      REQUEST_URI: '*',
    });
  });

  it('has a body if the client has announced one', async () => {
    const environ = await environOf(
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/x\r\nContent-Length: 2',
      'hi',
    );
    expect(environ).toMatchObject({
      CONTENT_TYPE: 'text/x',
      CONTENT_LENGTH: '2',
      'wsgi.input_terminated': true,
    });
    expect(environ).not.toHaveProperty('HTTP_CONTENT_LENGTH');
  });

  it.each(['a.com/evil', 'u@a.com', 'a,b', '', 'h\r\nHost: i', 'h\r\nHost: h'])(
    'U5: refuses Host %j',
    async (host) => {
      expect(await refusal(`GET / HTTP/1.1\r\nHost: ${host}`)).toContain('Malformed Host');
    },
  );

  it('U6: refuses an IPv6 address without brackets', async () => {
    expect(await refusal('GET / HTTP/1.1\r\nHost: ::1')).toContain('Malformed Host');
  });

  it('B5: refuses Content-Length together with Transfer-Encoding, and a malformed one', () => {
    const incoming = (rawHeaders: string[]) =>
      ({ method: 'POST', url: '/', httpVersion: '1.1', rawHeaders, socket: {} }) as unknown as NodeRequest;
    const environ = (...fields: string[]) => environFromNode(incoming(['Host', 'h', ...fields]));
    expect(() => environ('Content-Length', '5', 'Transfer-Encoding', 'chunked')).toThrow(
      /and Transfer-Encoding/,
    );
    for (const length of ['5_0', '+5', '0x5', '5,6', '1e3', '-5', '', ' ']) {
      expect(() => environ('Content-Length', length)).toThrow(/Content-Length/);
    }
    expect(() => environ('Content-Length', '5', 'Content-Length', '6')).toThrow(/Content-Length/);
  });

  it('is a GET of the mount point if node provides nothing', () => {
    const incoming: NodeRequest = Object.assign(new IncomingMessage(new Socket()), { url: undefined });
    expect(environFromNode(incoming)).toMatchObject({
      REQUEST_METHOD: 'GET',
      PATH_INFO: '/',
      REQUEST_URI: '/',
    });
    expect(environFromNode(Object.assign(incoming, { baseUrl: '/mount' }))).toMatchObject({
      SCRIPT_NAME: '/mount',
      PATH_INFO: '/',
    });
  });

  it('refuses a target that is neither a path nor a URL', () => {
    const incoming = Object.assign(new IncomingMessage(new Socket()), { url: 'a' });
    expect(() => environFromNode(incoming)).toThrow(BadRequestError);
    const mounted = Object.assign(incoming, { originalUrl: '/m/a', baseUrl: '/m' });
    expect(() => environFromNode(mounted)).toThrow(BadRequestError);
  });

  it('G3, D5: drops the same fields from the next request on a connection', async () => {
    const request = 'GET / HTTP/1.1\r\nHost: h\r\nProxy: evil\r\nX_A: 1\r\nX-B: 2\r\n\r\n';
    const before = environs.length;
    await sendRaw(url, request.repeat(2) + request.replace('Host', 'Connection: close\r\nHost'));
    const keys = environs.slice(before).map((environ) => Object.keys(environ));
    expect(keys).toHaveLength(3);
    for (const dropped of ['', 'HTTP_PROXY', 'HTTP_X_A']) expect(keys.flat()).not.toContain(dropped);
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[1]).toContain('HTTP_X_B');
  });

  it("prefers its options to the connection's data", () => {
    const incoming = {
      method: 'GET',
      url: '/',
      httpVersion: '1.1',
      rawHeaders: [],
      socket: {},
    } as unknown as NodeRequest;
    const errors = { write: () => true };
    expect(environFromNode(incoming, { scheme: 'https', errors })).toMatchObject({
      'wsgi.url_scheme': 'https',
      'wsgi.errors': errors,
    });
  });
});
