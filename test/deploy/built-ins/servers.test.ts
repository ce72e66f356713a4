import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { serverFrom } from '../../support/deploy.ts';
import { tls } from '../../support/tls.ts';
import { makeTree } from '../../support/tree.ts';
import { warningOf } from '../../support/warnings.ts';

const hello = wsgify(
  async (request) =>
    `hello ${request.scriptName}${request.path} from ${request.scheme} for ${request.remoteAddr} ${(await request.bytes()).length}`,
);
const pem = { 'key.pem': tls.key, 'cert.pem': tls.cert, 'both.pem': tls.key + tls.cert };
const FORWARDED = {
  'X-Forwarded-For': '192.0.2.1',
  'X-Forwarded-Proto': 'https',
  Forwarded: 'for=192.0.2.2',
};

/** The response that a client receives from a server. */
async function fetched(lines: string, init: RequestInit = {}): Promise<string> {
  await using handle = await (await serverFrom(lines, pem))(hello);
  return (await fetch(`${handle.url}/shop/x`, init)).text();
}

describe('built-in servers', () => {
  it.each([
    ['wheatpaste:serve\nport = 0', 'from http'],
    ['wheatpaste:serve\nport = 0\nhostname = 127.0.0.1\nscheme = https\ncloseTimeout = 100', 'from https'],
    [
      'wheatpaste:serve\nport = 0\nmount = /shop\nheadTimeout = 1000\ncloseOn = SIGUSR2',
      'hello /shop/shop/x',
    ],
    ['egg:Paste#http\nport = 0\nhost = 127.0.0.1\nsocket_timeout = 5', 'from http'],
    ['egg:waitress\nport = 0\nurl_scheme = https', 'from https'],
    ['egg:waitress#main\nlisten = 127.0.0.1:0', 'from http'],
    ['egg:waitress#main\nlisten = *:0', 'from http'],
    ['egg:waitress#main\nlisten = 0', 'from http'],
    ['egg:gunicorn\nbind = 127.0.0.1:0', 'from http'],
    ['egg:gunicorn#main\nhost = 127.0.0.1\nport = 0', 'from http'],
    ['egg:pyramid#wsgiref\nport = 0', 'from http'],
    ['egg:PasteScript#cherrypy\nport = 0', 'from http'],
  ])('use = %s', async (lines, body) => {
    expect(await fetched(`use = ${lines}`)).toContain(body);
  });

  it.each([
    ['', 'from http for 127.0.0.1'],
    ['trusted_proxy = 127.0.0.1', 'from https for 127.0.0.1'],
    [
      'trusted_proxy = *\ntrusted_proxy_count = 1\ntrusted_proxy_headers = x-forwarded-for',
      'from http for 192.0.2.1',
    ],
    ['trusted_proxy = 127.0.0.1\ntrusted_proxy_headers = Forwarded', 'for 192.0.2.2'],
    ['trusted_proxy = 10.0.0.1', 'from http for 127.0.0.1'],
    ['url_prefix = /shop', 'hello /shop/shop/x'],
  ])('waitress takes %j', async (lines, body) => {
    expect(await fetched(`use = egg:waitress\nport = 0\n${lines}`, { headers: FORWARDED })).toContain(body);
  });

  it('waitress applies max_request_body_size', async () => {
    const lines = 'use = egg:waitress\nport = 0\nmax_request_body_size = 2';
    expect(await fetched(lines, { method: 'POST', body: 'ab' })).toContain(' 2');
    expect(await fetched(lines, { method: 'POST', body: 'abc' })).toContain('more than 2 bytes');
  });

  it.each([
    ['use = wheatpaste:serve\nport = 0\ntls.key = key.pem\ntls.cert = cert.pem'],
    ['use = egg:Paste#http\nport = 0\nssl_pem = both.pem'],
  ])('%j supports TLS', async (lines) => {
    await using handle = await (await serverFrom(lines, pem))(hello);
    expect(handle.url).toMatch(/^https:/);
  });

  it.each([
    ['use = wheatpaste:serve\npath = SOCKET\nmode = 600'],
    ['use = egg:waitress\nunix_socket = SOCKET'],
    ['use = wheatpaste:serve-scgi\npath = SOCKET\nmode = 600'],
    ['use = wheatpaste:serve-fast-cgi\npath = SOCKET\nscriptName = /shop'],
    ['use = egg:PasteScript#flup_fcgi_thread\nsocket = SOCKET'],
  ])('%j listens on a socket', async (lines) => {
    using tree = makeTree({});
    await using handle = await (await serverFrom(lines.replace('SOCKET', tree.at('s'))))(hello);
    expect(handle.url).toBe(`unix:${tree.at('s')}`);
  });

  it('SCGI answers', async () => {
    await using handle = await (await serverFrom('use = egg:PasteScript#flup_scgi_thread\nport = 0'))(hello);
    const socket = connect(handle.port, '127.0.0.1');
    await once(socket, 'connect');
    const fields = {
      CONTENT_LENGTH: '0',
      SCGI: '1',
      REQUEST_METHOD: 'GET',
      PATH_INFO: '/x',
      SERVER_PROTOCOL: 'HTTP/1.1',
    };
    const head = Object.entries(fields)
      .map(([name, value]) => `${name}\0${value}\0`)
      .join('');
    socket.write(`${head.length}:${head},`);
    expect(await text(socket)).toMatch(/^Status: 200 OK\r\n/);
  });

  it.each([
    ['use = wheatpaste:serve\ntls.key = key.pem', 'belong together'],
    ['use = wheatpaste:serve\nport = 65536', '65536 is not a port'],
    ['use = egg:waitress\nlisten = 127.0.0.1:80 [::1]:80', 'give only one'],
    ['use = egg:waitress\nlisten = localhost', 'write HOST:PORT'],
    ['use = egg:waitress\nlisten = localhost:99999', 'not a port'],
    ['use = egg:gunicorn\nbind = localhost', 'write HOST:PORT'],
    ['use = egg:Paste#http\nhost = a\nport = b', '"b" is not an integer'],
  ])('%j is an error', async (lines, message) => {
    await expect(serverFrom(lines, pem)).rejects.toThrow(message);
  });

  it.each([
    'egg:waitress\nthreads = 4',
    'egg:Paste#http\nthreadpool_workers = 4',
    'egg:gunicorn\nworkers = 4',
    'egg:PasteScript#flup_fcgi_thread\numask = 077',
  ])('%j has an option without effect, which is a warning', async (use) => {
    const warning = await warningOf(() => serverFrom(`use = ${use}\nport = 0`));
    const option = use.split(/\n| =/)[1];
    expect(warning).toMatchObject({
      name: 'DeployWarning',
      message: `the option ${option} has no effect here`,
    });
  });
});
