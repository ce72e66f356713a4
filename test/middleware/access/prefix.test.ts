import { describe, expect, it } from 'vitest';
import { type PrefixOptions, prefix } from '../../../src/middleware/access/prefix.ts';
import { Request } from '../../../src/request/request.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { inside } from '../../support/inside.ts';
import { vectors } from '../../support/vectors.ts';

interface Answer {
  readonly environ: Readonly<Record<string, string>>;
}

interface Case {
  readonly id: string;
  readonly input: {
    readonly environ: Readonly<Record<string, string>>;
    readonly options: {
      prefix?: string;
      scheme?: 'https';
      force_port?: string | number | null;
      translate_forwarded_server?: false;
    };
  };
  readonly output: Answer;
  readonly want?: Answer;
}

const FORWARDED = 'HTTP_X_FORWARDED_';
const cases = vectors<Case>('paste/prefix-middleware');

function optionsOf({ input: { options } }: Case, trust: readonly string[] | undefined): PrefixOptions {
  const { prefix: path, scheme, force_port: port } = options;
  const forcePort = port === '' ? 'default' : port == null ? undefined : Number(port);
  return {
    ...(path !== undefined && { prefix: path }),
    ...(scheme !== undefined && { scheme }),
    ...(forcePort !== undefined && { forcePort }),
    ...(trust !== undefined && { trust }),
  };
}

/** The environ of a case, completed with the common keys. */
function environOf({ input }: Case): Environ {
  const { HTTP_HOST: _, REQUEST_URI: __, ...blank } = blankEnviron();
  return { ...blank, ...input.environ } as Environ;
}

const isForwarded = ({ input: { environ, options } }: Case) =>
  options.translate_forwarded_server !== false &&
  Object.keys(environ).some((key) => key.startsWith(FORWARDED));

/** Paste reads more headers, several values from the left, and any scheme. */
const isPastesOwn = ({ input: { environ } }: Case) =>
  Object.entries(environ).some(
    ([key, value]) =>
      /FORWARDED_(SERVER|SCHEME)$/.test(key) ||
      (/FORWARDED_(HOST|PROTO)$/.test(key) && /,|javascript/.test(value)),
  );

const wanted = ({ output, want }: Case) => ({ ...output.environ, ...want?.environ });

describe("prefix compared with PasteDeploy's", () => {
  it.each(cases.filter((one) => !isForwarded(one)))('$id: $input', (one) => {
    expect(inside(prefix(optionsOf(one, undefined)), environOf(one))).toMatchObject(wanted(one));
  });

  it.each(cases.filter((one) => isForwarded(one) && !isPastesOwn(one)))('$id: $input, trusted', (one) => {
    // The proxy's scheme and host also determine the port.
    const { SERVER_PORT: _, ...rest } = wanted(one);
    const expected = one.input.options.force_port == null ? rest : wanted(one);
    expect(inside(prefix(optionsOf(one, ['10.0.0.0/8'])), environOf(one))).toMatchObject(expected);
  });

  it.each(cases.filter(isForwarded))('$id: $input, without trust', (one) => {
    const { environ } = one.input;
    expect(inside(prefix(optionsOf(one, undefined)), environOf(one))).toMatchObject({
      REMOTE_ADDR: environ.REMOTE_ADDR,
      'wsgi.url_scheme': environ['wsgi.url_scheme'],
      ...(one.input.options.force_port === undefined && { HTTP_HOST: environ.HTTP_HOST }),
    });
  });
});

describe('prefix', () => {
  const urlOf = (url: string, options: PrefixOptions, scriptName = '') => {
    const request = new Request(inside(prefix(options), Request.blank(url, { scriptName }).environ));
    return [request.environ.SCRIPT_NAME, request.environ.PATH_INFO, request.url];
  };

  it.each([
    ['/blog/a%2Fb?c', '', ['/blog', '/a/b', 'http://localhost/blog/a%2Fb?c']],
    ['/a%2Fb?c', '', ['/blog', '/a/b', 'http://localhost/blog/a%2Fb?c']],
    ['/blog', '', ['/blog', '/', 'http://localhost/blog/']],
    ['/blog/a%2Fb', '/old', ['/blog', '/a/b', 'http://localhost/blog/a%2Fb']],
  ])('%s below %j: %j', (url, scriptName, expected) => {
    expect(urlOf(url, { prefix: '/blog' }, scriptName)).toEqual(expected);
  });

  it('makes the root of the host that of the application', () => {
    expect(urlOf('/a%2Fb?c', { prefix: '/' }, '/old')).toEqual(['', '/a/b', 'http://localhost/a%2Fb?c']);
    expect(urlOf('/a', {}, '/old')).toEqual(['/old', '/a', 'http://localhost/old/a']);
  });

  it('accepts text', () => {
    expect(urlOf('/caf%C3%A9/a', { prefix: '/café' })).toEqual([
      '/caf\xc3\xa9',
      '/a',
      'http://localhost/caf%C3%A9/a',
    ]);
  });

  it('passes on the original request if there is nothing to change', () => {
    const { environ } = Request.blank('/a');
    expect(inside(prefix({}), environ)).toEqual(environ);
    expect(inside(prefix({ prefix: '/' }), environ)).toEqual(environ);
  });

  it('forces the port if there is no Host', () => {
    const { environ } = Request.blank('/a', { host: undefined });
    const changed = inside(prefix({ forcePort: 81 }), environ);
    expect([changed.SERVER_PORT, changed.HTTP_HOST]).toEqual(['81', undefined]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ prefix: 'blog' }, 'prefix must begin with one slash, as /blog does: "blog"'],
    [{ prefix: '//blog' }, 'prefix must begin with one slash'],
    [{ scheme: 'ftp' }, 'scheme of prefix must be http or https: ftp'],
    [{ forcePort: '81' }, "forcePort must be a number or 'default': 81"],
    [{ forcePort: 0 }, 'forcePort must be a port from 1 to 65535: 0'],
    [{ trust: ['x'] }, 'invalid address in trust: "x"'],
    [{ force_port: 81 }, 'unknown option of prefix: force_port; did you mean forcePort?'],
  ])('refuses %j', (options, message) => {
    expect(() => prefix(options as PrefixOptions)).toThrow(message);
  });
});
