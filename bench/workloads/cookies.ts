/**
 * Reading and writing cookies.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Environ } from 'wheatpaste';
import type { Workload } from '../harness.ts';

const ONE = 'session=0f7b8a4c2d6e4f1c9a3b';
const SIX = `theme=dark; consent=yes; ${ONE}; seen=2026-11-20; lang=en-GB; cart=4711.4712`;
const FIFTY = Array.from({ length: 50 }, (_, i) => `name${i}=value-${i}-0f7b8a4c`).join('; ');

export const workload: Workload = {
  about: `A \`Cookie\` header of 1, 6 and 50 cookies parsed completely, into a list of names and values; the 35th of 50 looked up; and a
\`Set-Cookie\` with six attributes written, the same each time. Hono competes with \`hono/utils/cookie\`. Koa's \`cookies\` can only look up and write, using
the header of a message; tough-cookie, which is for clients, reads one cookie at a time, and gets the pairs one by one here.`,
  why: 'A look-up searches the header for its one cookie. Reading all of them starts from a request and makes a list that keeps duplicates, while the package `cookie` fills an object, which is less work for one or two: with one cookie the request and its dictionary are 0.3 of the time, the parsing 0.35, and the iteration, of a copy of the list, the rest. That package also writes the attributes of a `Set-Cookie`, whose texts are kept, because a server sets the same few cookies again and again, as it does here; with an age that is new each time it takes 2.3 times as long as the package.',
  quick: ['six', 'one-of-fifty', 'set-cookie'],
  cases: {
    one: 'a header of 1 cookie',
    six: 'a header of 6 cookies',
    fifty: 'a header of 50 cookies',
    'one-of-fifty': 'one cookie of 50',
    'set-cookie': 'Set-Cookie',
  },
  answer: (answer) => (typeof answer === 'string' ? attributes(answer) : answer),
  contestants: {
    async wheatpaste() {
      const { Request, Response } = await import('wheatpaste');
      const [one, six, fifty] = [ONE, SIX, FIFTY].map(
        (header) => Request.blank('/', { environ: { HTTP_COOKIE: header } }).environ,
      ) as [Environ, Environ, Environ];
      const response = new Response();
      return {
        one: () => [...new Request(one).cookies],
        six: () => [...new Request(six).cookies],
        fifty: () => [...new Request(fifty).cookies],
        'one-of-fifty': () => new Request(fifty).cookies.get('name34'),
        'set-cookie': () => {
          response.headerList = [];
          response.setCookie('session', 'a b', {
            maxAge: 3600,
            domain: 'example.com',
            httpOnly: true,
            secure: true,
            sameSite: 'lax',
          });
          return response.headerList.at(-1)?.[1];
        },
      };
    },
    async cookie() {
      const { parseCookie, stringifySetCookie } = await import('cookie');
      return {
        one: () => Object.entries(parseCookie(ONE)),
        six: () => Object.entries(parseCookie(SIX)),
        fifty: () => Object.entries(parseCookie(FIFTY)),
        'one-of-fifty': () => parseCookie(FIFTY).name34,
        'set-cookie': () =>
          stringifySetCookie({
            name: 'session',
            value: 'a b',
            maxAge: 3600,
            domain: 'example.com',
            path: '/',
            httpOnly: true,
            secure: true,
            sameSite: 'lax',
          }),
      };
    },
    async 'cookies (koa)'() {
      const { default: Cookies } = await import('cookies');
      const outgoing = (headers: string[]) =>
        ({
          getHeader: () => undefined,
          setHeader: (_: string, value: string[]) => headers.push(...value),
        }) as unknown as ServerResponse;
      const incoming = (cookie: string) => ({ headers: { cookie } }) as IncomingMessage;
      return {
        'one-of-fifty': () => new Cookies(incoming(FIFTY), outgoing([])).get('name34'),
        'set-cookie': () => {
          const headers: string[] = [];
          const cookies = new Cookies(incoming(''), outgoing(headers), { secure: true });
          cookies.set('session', 'a%20b', { maxAge: 3_600_000, domain: 'example.com', sameSite: 'lax' });
          return headers[0];
        },
      };
    },
    async 'tough-cookie'() {
      const { Cookie } = await import('tough-cookie');
      const all = (header: string) =>
        header.split('; ').map((pair) => {
          const cookie = Cookie.parse(pair);
          return [cookie?.key, cookie?.value];
        });
      return {
        one: () => all(ONE),
        six: () => all(SIX),
        fifty: () => all(FIFTY),
        'set-cookie': () =>
          new Cookie({
            key: 'session',
            value: 'a%20b',
            maxAge: 3600,
            domain: 'example.com',
            path: '/',
            httpOnly: true,
            secure: true,
            sameSite: 'lax',
          }).toString(),
      };
    },
    async hono() {
      const { parse, serialize } = await import('hono/utils/cookie');
      return {
        one: () => Object.entries(parse(ONE)),
        six: () => Object.entries(parse(SIX)),
        fifty: () => Object.entries(parse(FIFTY)),
        'one-of-fifty': () => parse(FIFTY, 'name34').name34,
        'set-cookie': () =>
          serialize('session', 'a b', {
            maxAge: 3600,
            domain: 'example.com',
            path: '/',
            httpOnly: true,
            secure: true,
            sameSite: 'Lax',
          }),
      };
    },
    async '@remix-run/headers'() {
      const { Cookie, SetCookie } = await import('@remix-run/headers');
      return {
        one: () => [...Cookie.from(ONE)],
        six: () => [...Cookie.from(SIX)],
        fifty: () => [...Cookie.from(FIFTY)],
        'one-of-fifty': () => Cookie.from(FIFTY).get('name34'),
        'set-cookie': () =>
          new SetCookie({
            name: 'session',
            value: encodeURIComponent('a b'),
            maxAge: 3600,
            domain: 'example.com',
            path: '/',
            httpOnly: true,
            secure: true,
            sameSite: 'Lax',
          }).toString(),
      };
    },
  },
};

/** A `Set-Cookie` without permitted differences: order, case, and whether it expires by age or date. */
function attributes(value: string): string[] | string {
  if (!value.includes('; ')) return value;
  const [first = '', ...rest] = value.split('; ');
  const kept = rest.map((text) => text.toLowerCase()).filter((text) => !/^(?:expires|max-age)=/.test(text));
  return [first, ...kept.sort()];
}
