import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import { serve } from '../../../../src/gateways/node/server.ts';
import { wsgify } from '../../../../src/handlers/wsgify.ts';
import { basicAuth } from '../../../../src/middleware/access/auth/basic-auth.ts';
import { type DigestAuthOptions, digestAuth } from '../../../../src/middleware/access/auth/digest-auth.ts';
import { digestHash } from '../../../../src/middleware/access/auth/digest-hash.ts';
import { makeTicket, parseTicket, type TicketDigest } from '../../../../src/middleware/access/auth/ticket.ts';
import { ticketAuth, ticketOf } from '../../../../src/middleware/access/auth/ticket-auth.ts';
import { userOf } from '../../../../src/middleware/access/auth/user.ts';
import { chromium } from '../../../support/chromium.ts';
import { needProgram, run } from '../../../support/programs.ts';
import { needPython } from '../../../support/python.ts';
import { makeTree } from '../../../support/tree.ts';

const USERS: Readonly<Record<string, string>> = {
  ada: 'open sesame',
  jörg: 'grüße',
  'with "quotes" \\': 'p:w"',
};
const secret = 'a secret of 32 random bytes or more';

/** Answers with the user and the credentials. */
const telling = wsgify((request) =>
  Response.json({ user: userOf(request), header: request.headers.get('Authorization') }),
);

const digest = (options: Partial<DigestAuthOptions> = {}) =>
  digestAuth({
    realm: 'site',
    secret,
    ha1: (user, realm, algorithm, isHashed) => {
      const name = isHashed
        ? Object.keys(USERS).find((one) => digestHash(algorithm, one, realm) === user)
        : user;
      const password = USERS[name ?? ''];
      if (name === undefined || password === undefined) return undefined;
      return { user: name, ha1: digestHash(algorithm, name, realm, password) };
    },
    ...options,
  })(telling);

async function served(app: Parameters<typeof serve>[0]) {
  const handle = await serve(app, { port: 0, hostname: '127.0.0.1' });
  return { url: `${handle.url}/`, [Symbol.asyncDispose]: () => handle.close() };
}

describe('digestAuth with curl', () => {
  it.for([
    ['MD5', 'ada', {}],
    ['SHA-256', 'ada', {}],
    ['MD5-sess', 'ada', {}],
    ['SHA-256-sess', 'jörg', {}],
    ['SHA-256', 'with "quotes" \\', {}],
    ['SHA-256', 'jörg', { userhash: true }],
    ['MD5', 'ada', { qop: ['auth', 'auth-int'] }],
  ] as const)('accepts with %s the user %s, %j', async ([algorithm, user, options], context) => {
    const curl = needProgram(context, 'curl');
    await using server = await served(digest({ algorithms: [algorithm], ...options }));
    const url = `${server.url}a%20b/c?x=%2F`;
    const { stdout } = await run(curl, [
      '-sS',
      '--digest',
      '-u',
      `${user}:${USERS[user]}`,
      '-d',
      'posted=1',
      url,
      url,
    ]);
    const answers = stdout
      .split('}')
      .slice(0, 2)
      .map((text) => JSON.parse(`${text}}`));
    expect(answers.map((answer) => answer.user)).toEqual([user, user]);
    expect(answers[0].header).toContain(`algorithm=${algorithm}`);
    // The recorded header is valid only once.
    const replayed = await fetch(url, {
      method: 'POST',
      body: 'posted=1',
      headers: { Authorization: answers[1].header },
    });
    expect([replayed.status, replayed.headers.get('WWW-Authenticate')]).toEqual([
      401,
      expect.stringContaining('stale=true'),
    ]);
  });

  it('rejects a wrong password', async (context) => {
    const curl = needProgram(context, 'curl');
    await using server = await served(digest());
    const { stdout } = await run(curl, [
      '-sS',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '--digest',
      '-u',
      'ada:x',
      server.url,
    ]);
    expect(stdout).toBe('401');
  });

  it('continues with a new nonce when the old one expires, without asking the user', async (context) => {
    const curl = needProgram(context, 'curl');
    let time = 1_700_000_000_000;
    const now = () => {
      time += 200_000;
      return time;
    };
    await using server = await served(digest({ nonceLifetime: 1000, now }));
    const urls = Array.from({ length: 6 }, () => server.url);
    const { stdout } = await run(curl, ['-sS', '--digest', '-u', `ada:${USERS.ada}`, ...urls]);
    expect(stdout.match(/"user":"ada"/g)).toHaveLength(6);
  });
});

describe('Chromium’s login', () => {
  const page = wsgify((request) => `<title>${userOf(request)} ${request.environ.AUTH_TYPE}</title>`);
  const ha1: DigestAuthOptions['ha1'] = (user, realm, algorithm) =>
    digestHash(algorithm, user, realm, USERS[user] ?? '');
  it.for([
    ['basic', basicAuth({ realm: 'site', verify: (user, password) => USERS[user] === password })(page)],
    ['digest', digestAuth({ realm: 'site', secret, ha1 })(page)],
    ['digest', digestAuth({ realm: 'site', secret, ha1, algorithms: ['MD5'] })(page)],
    ['digest', digestAuth({ realm: 'site', secret, ha1, algorithms: ['SHA-256'] })(page)],
  ] as const)('works with %s', { timeout: 30_000 }, async ([type, app], context) => {
    await using server = await served(app);
    await using browser = await chromium(context);
    for (const [username, password] of [
      ['ada', 'open sesame'],
      ['jörg', 'grüße'],
    ] as const) {
      await using known = await browser.newContext({ httpCredentials: { username, password } });
      const tab = await known.newPage();
      for (const path of ['', 'a%20b?c=%2F', '']) {
        await tab.goto(server.url + path);
        expect(await tab.title()).toBe(`${username} ${type}`);
      }
    }
    await using stranger = await browser.newContext({ httpCredentials: { username: 'ada', password: 'x' } });
    expect((await (await stranger.newPage()).goto(server.url))?.status()).toBe(401);
  });
});

const MODULES = '/usr/lib/apache2/modules';

/**
 * Apache with `mod_auth_tkt` in front of an application: `/private` requires a ticket, whose user arrives
 * as X-Remote-User.
 */
async function apacheBefore(context: TestContext, backend: string, digestType: string, isBound: boolean) {
  const apache = needProgram(context, 'apache2');
  if (!existsSync(`${MODULES}/mod_auth_tkt.so`))
    needProgram(context, 'mod_auth_tkt of libapache2-mod-auth-tkt');
  const port = await freePort();
  const modules = [
    'mpm_event',
    'authz_core',
    'authn_core',
    'authz_host',
    'authz_user',
    'proxy',
    'proxy_http',
    'headers',
    'auth_tkt',
  ];
  const folder = makeTree({
    'httpd.conf': `
ServerName localhost
Listen 127.0.0.1:${port}
PidFile httpd.pid
ErrorLog error.log
DefaultRuntimeDir .
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TKTAuthSecret "${secret}"
TKTAuthDigestType ${digestType}
ProxyPass / ${backend}
<Location /private>
  AuthType None
  Require valid-user
  TKTAuthLoginURL http://127.0.0.1:${port}/login
  TKTAuthIgnoreIP ${isBound ? 'off' : 'on'}
  TKTAuthTimeout 2h
  TKTAuthTimeoutRefresh 1
  RequestHeader set X-Remote-User "expr=%{REMOTE_USER}"
</Location>
`,
  });
  const child = spawn(apache, ['-d', folder.root, '-f', 'httpd.conf', '-DFOREGROUND'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  while ((await fetch(url).catch(() => undefined)) === undefined) await setTimeout(50);
  const dispose = async () => {
    child.kill();
    await once(child, 'exit');
    folder[Symbol.dispose]();
  };
  return { url, [Symbol.asyncDispose]: dispose };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('Apache with mod_auth_tkt in front of ticketAuth', () => {
  it.for([
    ['sha512', 'SHA512', false],
    ['sha256', 'SHA256', true],
    ['md5', 'MD5', false],
  ] as const)(
    'shares its tickets, with %s',
    { timeout: 30_000 },
    async ([digest, name, includeIp], context) => {
      const site = wsgify((request) => {
        const tickets = ticketOf(request);
        const user = request.query.get('user');
        if (user) tickets.issue(user, { tokens: ['a', 'b'], data: 'd=1' });
        const { environ } = request;
        return Response.json([
          request.headers.get('X-Remote-User'),
          userOf(request) ?? null,
          environ.REMOTE_USER_TOKENS,
          environ.REMOTE_USER_DATA,
        ]);
      });
      // The peer is Apache, which runs on the same machine as the client here.
      await using server = await served(
        ticketAuth({ secret, digest, includeIp, cookieName: 'auth_tkt' })(site),
      );
      await using apache = await apacheBefore(context, server.url, name, includeIp);
      const ask = (path: string, cookie = '') =>
        fetch(apache.url + path, { headers: { Cookie: cookie }, redirect: 'manual' });
      const cookieOf = (response: globalThis.Response) => response.headers.getSetCookie()[0]?.split(';')[0];

      expect((await ask('private')).status).toBe(307);
      for (const user of ['bob', 'user@host', 'a b/c']) {
        const cookie = cookieOf(await ask(`login?user=${encodeURIComponent(user)}`));
        const answer = await ask('private', cookie);
        expect(await answer.json()).toEqual([user, user, 'a,b', 'd=1']);
      }

      // Apache replaces a ticket that is a few seconds old with its own.
      const ip = includeIp ? '127.0.0.1' : '0.0.0.0';
      const old = { user: 'bob', tokens: ['t'], data: 'x!y', time: new Date(Date.now() - 60_000) };
      const refreshed = cookieOf(
        await ask('private', `auth_tkt=${makeTicket(old, { secret, digest, ip, base64: true })}`),
      );
      const ticket = parseTicket(refreshed?.replace('auth_tkt=', '') ?? '', { secret, digest, ip });
      expect(ticket).toMatchObject({ user: 'bob', tokens: ['t'], data: 'x!y' });
      expect(Number(ticket.time)).toBeGreaterThan(Number(old.time));
      expect(await (await ask('', refreshed)).json()).toEqual([null, 'bob', 't', 'x!y']);

      const forged = makeTicket({ user: 'eve' }, { secret: 'other', digest, ip });
      expect((await ask('private', `auth_tkt=${forged}`)).status).toBe(307);
    },
  );

  it('rejects a percent-encoded user, so users are written raw if possible', {
    timeout: 30_000,
  }, async (context) => {
    await using server = await served(telling);
    await using apache = await apacheBefore(context, server.url, 'SHA512', false);
    const status = async (userIdEncoding: 'raw' | 'percent') => {
      const Cookie = `auth_tkt=${makeTicket({ user: 'a@b' }, { secret, userIdEncoding, base64: true })}`;
      return (await fetch(`${apache.url}private`, { headers: { Cookie }, redirect: 'manual' })).status;
    };
    expect([await status('raw'), await status('percent')]).toEqual([200, 307]);
  });
});

describe("Python's tickets", () => {
  const time = 1_700_000_000;
  const tickets = [
    { user: 'bob', tokens: [] as string[], data: '' },
    { user: 'user@host', tokens: ['a'], data: 'd=1' },
    { user: 'jörg ü!%', tokens: ['é', 'b'], data: 'x!y "€" z' },
  ];
  const cases = tickets.flatMap((ticket) =>
    (['md5', 'sha256', 'sha512'] as TicketDigest[]).map((digest) => ({
      ...ticket,
      time,
      secret: 'sécret',
      ip: '192.0.2.7',
      digest,
    })),
  );
  const optionsOf = ({ secret, ip, digest }: Pick<(typeof cases)[number], 'secret' | 'ip' | 'digest'>) => ({
    secret,
    ip,
    digest,
  });
  const ours = cases.map(({ user, tokens, data, ...options }) =>
    makeTicket({ user, tokens, data, time: new Date(time * 1000) }, optionsOf(options)),
  );
  const nativeOf = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');

  const PROGRAMS = {
    'paste.auth.auth_tkt': `
import base64, hashlib
from paste.auth.auth_tkt import AuthTicket, parse_ticket
made, read = [], []
for one, ticket in zip(given['cases'], given['tickets']):
    algorithm = getattr(hashlib, one['digest'])
    value = AuthTicket(one['secret'], one['user'], one['ip'], one['tokens'], one['data'], one['time'], digest_algo=algorithm).cookie_value()
    made.append(base64.b64encode(value).decode())
    t, user, tokens, data = parse_ticket(one['secret'], base64.b64decode(ticket), one['ip'], digest_algo=algorithm)
    read.append([t, user, [token.decode() for token in tokens], data.decode()])
print(json.dumps([made, read]))`,
    'pyramid.authentication': `
import base64
from pyramid.authentication import AuthTicket, parse_ticket
made, read = [], []
for one, ticket in zip(given['cases'], given['tickets']):
    value = AuthTicket(one['secret'], one['user'], one['ip'], tuple(one['tokens']), one['data'], one['time'], hashalg=one['digest']).cookie_value()
    made.append(base64.b64encode(value.encode()).decode())
    read.append(list(parse_ticket(one['secret'], base64.b64decode(ticket).decode(), one['ip'], one['digest'])))
print(json.dumps([made, read]))`,
  };

  it.for(Object.entries(PROGRAMS))(
    'of %s are compatible with ours, in both directions',
    ([module, program], context) => {
      const python = needPython(context, module);
      const given = {
        cases,
        tickets: ours.map((ticket) => Buffer.from(ticket, 'latin1').toString('base64')),
      };
      const [made, read] = python.run(program, given) as [string[], unknown[]];
      const texts = cases.map(({ user, tokens, data }) => ({
        user,
        tokens,
        data,
        time: new Date(time * 1000),
      }));
      expect(
        made.map((ticket, i) => parseTicket(nativeOf(ticket), optionsOf(cases[i] as (typeof cases)[number]))),
      ).toEqual(texts);
      expect(read).toEqual(
        cases.map(({ user, tokens, data }) => [time, user, tokens.length > 0 ? tokens : [''], data]),
      );
    },
  );
});
