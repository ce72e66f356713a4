import { describe, expect, it } from 'vitest';
import { LintError, type LintWarning } from '../../../src/testing/lint/findings.ts';
import { lint } from '../../../src/testing/lint/lint.ts';
import { type LintRule, RULES } from '../../../src/testing/lint/rules.ts';
import { varyFindings } from '../../../src/testing/lint/vary.ts';
import type { AppIter, Application, Environ, HeaderList, Write } from '../../../src/wsgi/contract.ts';
import { collectUntil } from '../../support/garbage-collection.ts';
import { answering, named, served, soundEnviron, underLint, type Verdict } from '../../support/linted.ts';

const TEXT: HeaderList[number] = ['Content-Type', 'text/plain'];
const FINE = answering('200 OK', [TEXT], ['hi']);
const LATER = new Date(Date.now() + 86_400_000).toUTCString();

/** An application that violates the types. */
function loose(app: (environ: Environ, start: (...args: unknown[]) => Write) => unknown): Application {
  return app as Application;
}

/** A 200 with content and these fields. */
const withFields = (...fields: HeaderList) => answering('200 OK', [TEXT, ...fields], ['hi']);
/** A response without content. */
const bare = (status: string, ...fields: HeaderList) => answering(status, fields);

/** A case that breaks a rule: an application, and the request that reveals it. */
type Break =
  | readonly [app: Application, environ?: Readonly<Record<string, unknown>>]
  | (() => Verdict | Promise<Verdict>);

const CONDITIONAL = { HTTP_IF_NONE_MATCH: '"a"' };
const RANGE = { HTTP_RANGE: 'bytes=0-1' };
const partial = (...fields: HeaderList) => answering('206 Partial Content', [TEXT, ...fields], ['hi']);

/** Cases for each rule and each of its severities, several if there are several ways to break it. */
const BROKEN: Readonly<Record<LintRule, { violation?: readonly Break[]; warning?: readonly Break[] }>> = {
  'call-arguments': {
    violation: [
      () => calledWith(soundEnviron()),
      () => calledWith(soundEnviron(), 'start'),
      () => calledWith(soundEnviron(), () => () => {}, 1),
    ],
  },
  'environ-type': {
    violation: [() => calledWith([], () => () => {}), () => calledWith(null, () => () => {})],
  },
  'environ-missing-key': {
    violation: ['REQUEST_METHOD', 'SERVER_PROTOCOL', 'wsgi.input', 'wsgi.run_once'].map(
      (key): Break => [FINE, { [key]: undefined }],
    ),
  },
  'environ-http-content': {
    violation: [
      [FINE, { HTTP_CONTENT_TYPE: 'a/b' }],
      [FINE, { HTTP_CONTENT_LENGTH: '1' }],
    ],
  },
  'environ-query-string': { warning: [[FINE, { QUERY_STRING: undefined }]] },
  'environ-value-type': {
    violation: [
      [FINE, { SERVER_PORT: 80 }],
      [FINE, { REMOTE_USER: null }],
    ],
  },
  'environ-native-string': {
    violation: [
      [FINE, { PATH_INFO: '/ž' }],
      [FINE, { HTTP_X: '€' }],
    ],
  },
  'environ-version': {
    violation: [
      [FINE, { 'wsgi.version': '1.0' }],
      [FINE, { 'wsgi.version': [1] }],
      [FINE, { 'wsgi.version': [2, 0] }],
      [FINE, { 'wsgi.version': [1, 1] }],
    ],
  },
  'environ-url-scheme': {
    violation: [
      [FINE, { 'wsgi.url_scheme': 'ws' }],
      [FINE, { 'wsgi.url_scheme': 1 }],
    ],
  },
  'environ-input': {
    violation: [{}, 'text', Buffer.from('bytes'), null, 5].map(
      (input): Break => [FINE, { 'wsgi.input': input }],
    ),
  },
  'environ-errors': {
    violation: [
      [FINE, { 'wsgi.errors': {} }],
      [FINE, { 'wsgi.errors': null }],
    ],
  },
  'environ-method': {
    violation: [
      [FINE, { REQUEST_METHOD: 'GET ' }],
      [FINE, { REQUEST_METHOD: '' }],
    ],
    warning: [[FINE, { REQUEST_METHOD: 'get' }]],
  },
  'environ-script-name': {
    violation: [[FINE, { SCRIPT_NAME: 'app' }]],
    warning: [[FINE, { SCRIPT_NAME: '/app/' }]],
  },
  'environ-script-name-slash': { violation: [[FINE, { SCRIPT_NAME: '/' }]] },
  'environ-path-info': { violation: [[FINE, { PATH_INFO: 'x' }]] },
  'environ-path-missing': {
    violation: [
      [FINE, { PATH_INFO: undefined }],
      [FINE, { PATH_INFO: undefined, SCRIPT_NAME: undefined }],
    ],
  },
  'environ-content-length': {
    violation: ['-1', '+5', '5, 5', '0x5', ' 5'].map((length): Break => [FINE, { CONTENT_LENGTH: length }]),
  },

  'start-response-arguments': {
    violation: [
      [loose((_, start) => [start('200 OK')])],
      [loose((_, start) => [start('200 OK', [], undefined, undefined)])],
    ],
  },
  'start-response-repeated': {
    violation: [undefined, null].map(
      (excInfo): Break => [
        loose((_, start) => {
          start('200 OK', []);
          start('200 OK', [], excInfo);
          return [];
        }),
      ],
    ),
  },
  'start-response-missing': {
    violation: [
      [() => []],
      [() => [Buffer.from('hi')]],
      [
        async function* () {
          yield Buffer.from('hi');
        } as never,
      ],
    ],
  },
  status: {
    violation: [
      '200',
      '200OK',
      '20 OK',
      '2000 OK',
      '200\tOK',
      '200 OK\r\nX: y',
      '200 O€',
      '100 Continue',
      '099 Low',
    ].map((status): Break => [bare(status)]),
  },
  'status-type': { violation: [[loose((_, start) => [start(200, [])])]] },
  'headers-type': {
    violation: [null, 'X: y', {}, [['X']], [['X', 'y', 'z']], ['X: y'], [null]].map(
      (headers): Break => [loose((_, start) => [start('200 OK', headers)])],
    ),
  },
  'header-name': {
    violation: ['', 'X Y', 'X:', 'Xé', 'X\n'].map((name): Break => [withFields([name, 'v'])]),
    warning: [[withFields(['X-', 'v'])], [withFields(['X_', 'v'])]],
  },
  'header-name-type': { violation: [[loose((_, start) => [start('200 OK', [[5, 'v']])])]] },
  'header-status': { violation: [[withFields(['Status', '200'])]] },
  'header-hop-by-hop': {
    violation: [
      [withFields(['Connection', 'close'])],
      [withFields(['TRANSFER-ENCODING', 'chunked'])],
      [withFields(['Upgrade', 'h2c'])],
      [withFields(['Proxy-Authenticate', 'Basic realm="x"'])],
      [bare('426 Upgrade Required', ['Proxy-Authenticate', 'Basic realm="x"'])],
    ],
  },
  'header-value': {
    violation: ['a\nb', 'a\0', '\x7f', '€'].map((value): Break => [withFields(['X', value])]),
    warning: [[withFields(['X', ' a'])], [withFields(['X', 'a\t'])]],
  },
  'header-value-type': {
    violation: [5, undefined, ['a'], Object.create(null)].map(
      (value): Break => [loose((_, start) => [start('200 OK', [['X', value]])])],
    ),
  },
  'header-content-length': {
    violation: [
      ...['x', '-1', '+2', '', '2, 2'].map((length): Break => [withFields(['Content-Length', length])]),
      [withFields(['Content-Length', '2'], ['content-length', '3'])],
    ],
  },
  'header-repeated': { warning: [[withFields(['ETag', '"a"'], ['etag', '"b"'])], [withFields(TEXT)]] },
  'content-type-missing': { warning: [[answering('200 OK', [], ['hi'])]] },
  'content-type-unexpected': { warning: [[bare('204 No Content', TEXT)], [bare('205 Reset Content', TEXT)]] },

  'write-type': {
    violation: ['text', null, 5].map(
      (chunk): Break => [loose((_, start) => [start('200 OK', [TEXT])(chunk as never)])],
    ),
  },
  'write-in-body': {
    violation: [
      [
        async (_, startResponse) => {
          const write = startResponse('200 OK', [TEXT]);
          return (async function* () {
            await write(Buffer.from('a'));
            yield Buffer.from('b');
          })();
        },
      ],
    ],
  },
  'body-type': { violation: [undefined, null, 5, {}, () => []].map((body): Break => [returning(body)]) },
  'body-is-bytes': {
    violation: ['hi', Buffer.from('hi'), new ArrayBuffer(2)].map((body): Break => [returning(body)]),
  },
  'body-chunk': {
    violation: ['hi', 5, null, [1], new ArrayBuffer(1)].map((chunk): Break => [returning([chunk])]),
  },
  'body-length': {
    violation: [
      [withFields(['Content-Length', '1'])],
      [withFields(['Content-Length', '3'])],
      [
        (_, startResponse) => {
          startResponse('200 OK', [TEXT, ['Content-Length', '2']])(Buffer.from('a'));
          return [Buffer.from('hi')];
        },
      ],
    ],
  },
  'body-not-allowed': {
    violation: ['204 No Content', '205 Reset Content', '304 Not Modified'].map(
      (status): Break => [answering(status, [['ETag', '"a"']], ['hi']), CONDITIONAL],
    ),
    warning: [[FINE, { REQUEST_METHOD: 'HEAD' }]],
  },
  'body-after-close': { violation: [() => closedTooEarly(['a']), () => closedTooEarly(later('a', 'b'))] },
  'body-not-closed': {
    warning: [() => dropped(later('a')), () => dropped(Object.assign([], { close() {} }))],
  },

  'input-chunk': {
    violation: [
      [reading, { 'wsgi.input': ['text'] }],
      [reading, { 'wsgi.input': later('text' as never) }],
    ],
  },
  'input-past-length': {
    violation: [
      [reading, { CONTENT_LENGTH: '1', 'wsgi.input': [Buffer.from('a'), Buffer.from('b')] }],
      [reading, { CONTENT_LENGTH: '0', 'wsgi.input': later('a') }],
    ],
  },
  'errors-write': {
    violation: [Buffer.from('a'), 5].map(
      (message): Break => [
        ({ 'wsgi.errors': errors }, startResponse) => {
          startResponse('200 OK', []);
          errors.write(message as never);
          return [];
        },
      ],
    ),
  },
  'errors-close': {
    violation: [
      [
        ({ 'wsgi.errors': errors }, startResponse) => {
          startResponse('200 OK', []);
          if ('close' in errors && typeof errors.close === 'function') errors.close();
          return [];
        },
      ],
    ],
  },

  'http-partial-content': {
    violation: [
      [partial(), RANGE],
      [partial(['Content-Range', 'bytes */5']), RANGE],
      [answering('206 Partial Content', [['Content-Type', 'multipart/byteranges']]), RANGE],
      [
        answering('206 Partial Content', [
          ['Content-Type', 'multipart/byteranges; boundary=b'],
          ['Content-Range', 'bytes 0-1/5'],
        ]),
        RANGE,
      ],
    ],
  },
  'http-partial-unasked': {
    violation: [
      [bare('206 Partial Content', ['Content-Range', 'bytes 0-1/5']), { ...RANGE, REQUEST_METHOD: 'HEAD' }],
    ],
    warning: [[partial(['Content-Range', 'bytes 0-1/5'])]],
  },
  'http-location-missing': {
    warning: [301, 302, 303, 307, 308].map((code): Break => [bare(`${code} Moved`)]),
  },
  'http-not-modified': {
    violation: [
      [bare('304 Not Modified', ['ETag', '"a"']), { ...CONDITIONAL, REQUEST_METHOD: 'PUT' }],
      [bare('304 Not Modified'), CONDITIONAL],
      [bare('304 Not Modified', ['ETag', '"b"']), CONDITIONAL],
    ],
    warning: [[bare('304 Not Modified', ['ETag', '"a"'])]],
  },
  'http-not-modified-fields': { warning: [[bare('304 Not Modified', ['ETag', '"a"'], TEXT), CONDITIONAL]] },
  'http-challenge': {
    violation: [
      [bare('401 Unauthorized')],
      [bare('401 Unauthorized', ['WWW-Authenticate', ''])],
      [bare('401 Unauthorized', ['WWW-Authenticate', 'Basic realm="x'])],
    ],
  },
  'http-allow': {
    violation: [[bare('405 Method Not Allowed')], [bare('405 Method Not Allowed', ['Allow', 'PO ST'])]],
    warning: [[bare('405 Method Not Allowed', ['Allow', 'GET, HEAD'])]],
  },
  'http-proxy-challenge': {
    violation: [
      [bare('407 Proxy Authentication Required')],
      [bare('407 Proxy Authentication Required', ['Proxy-Authenticate', '='])],
    ],
  },
  'http-unsatisfied-range': {
    warning: [
      [bare('416 Range Not Satisfiable'), RANGE],
      [bare('416 Range Not Satisfiable', ['Content-Range', 'bytes 0-1/5']), RANGE],
    ],
  },
  'http-upgrade': { violation: [[bare('426 Upgrade Required')]] },

  'http-accept-ranges': {
    violation: [[withFields(['Accept-Ranges', ''])], [withFields(['Accept-Ranges', 'by tes'])]],
  },
  'http-age': { violation: [[withFields(['Age', '-1'])]] },
  'http-cache-control': {
    violation: [
      'max-age=x',
      'max-age="5"',
      'max-age',
      'no-store,,',
      'a b',
      'no-cache="',
      '=5',
      's-maxage=1.5',
    ].map((value): Break => [withFields(['Cache-Control', value])]),
  },
  'http-cache-contradiction': {
    warning: [
      'no-store, max-age=60',
      'no-store, s-maxage=60',
      'no-store, public',
      'no-store, immutable',
      'public, private',
      'private, s-maxage=0',
      'max-age=1, Max-Age=2',
    ].map((value): Break => [withFields(['Cache-Control', value])]),
  },
  'http-content-encoding': {
    violation: [[withFields(['Content-Encoding', 'g zip'])]],
    warning: [
      [withFields(['Content-Encoding', 'Identity'])],
      [bare('204 No Content', ['Content-Encoding', 'gzip'])],
      [bare('205 Reset Content', ['Content-Encoding', 'gzip'])],
    ],
  },
  'http-content-length': {
    violation: [
      [bare('204 No Content', ['Content-Length', '0'])],
      [bare('205 Reset Content', ['Content-Length', '5'])],
    ],
  },
  'http-content-range': {
    violation: [
      [partial(['Content-Range', 'bytes 5-4/9']), RANGE],
      [partial(['Content-Range', 'bytes 0-9/5']), RANGE],
      [partial(['Content-Range', '0-1/5']), RANGE],
      [partial(['Content-Range', 'bytes 0-2/5']), RANGE],
      [partial(['Content-Range', 'bytes 0-0/5'], ['Content-Length', '2']), RANGE],
    ],
    warning: [[withFields(['Content-Range', 'bytes 0-1/2'])]],
  },
  'http-content-type': {
    violation: [
      'text',
      'text/',
      'text/html; charset',
      'text/html; charset =utf-8',
      'text/html; charset="',
      'text/html; =x',
      '',
    ].map((value): Break => [answering('200 OK', [['Content-Type', value]], ['hi'])]),
  },
  'http-date': {
    violation: [
      [withFields(['Date', 'Sunday, 06-Nov-94 08:49:37 GMT'])],
      [withFields(['Last-Modified', 'Sun Nov  6 08:49:37 1994'])],
      [withFields(['Expires', '0'])],
      [withFields(['Expires', 'Mon, 06 Nov 1994 08:49:37 GMT'])],
      [withFields(['Expires', 'Thu, 31 Nov 1994 08:49:37 GMT'])],
    ],
  },
  'http-etag': { violation: ['v1', 'w/"v1"', '"a"b"', ''].map((tag): Break => [withFields(['ETag', tag])]) },
  'http-etag-coded': { warning: [sameTagWithCodings] },
  'http-last-modified': {
    violation: [
      [withFields(['Last-Modified', LATER])],
      [
        withFields(
          ['Last-Modified', 'Sun, 06 Nov 1994 08:49:38 GMT'],
          ['Date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
        ),
      ],
    ],
  },
  'http-location': {
    violation: [
      '/a b',
      '/é',
      '/\\evil.example',
      '\\\\evil.example',
      '/%zz',
      'https:///x',
      'http://a b/',
      '/<x>',
    ].map((location): Break => [bare('302 Found', ['Location', location])]),
  },
  'http-location-elsewhere': {
    warning: ['//evil.example/', 'javascript:alert(1)', 'mailto:a@b.example'].map(
      (location): Break => [bare('302 Found', ['Location', location])],
    ),
  },
  'http-retry-after': {
    violation: ['-1', 'soon', '1.5'].map((value): Break => [withFields(['Retry-After', value])]),
  },
  'http-set-cookie': {
    violation: [
      '__Host-a=1; Path=/',
      '__Host-a=1; Secure; Path=/app',
      '__host-a=1; Secure; Path=/; Domain=localhost',
      '__Secure-a=1',
      'a=1; SameSite=None',
      'a=1; Partitioned',
      'a=1; Domain=other.example',
      `a=${'x'.repeat(4096)}`,
    ].map((cookie): Break => [withFields(['Set-Cookie', cookie])]),
    warning: [
      [withFields(['Set-Cookie', 'a'])],
      [withFields(['Set-Cookie', 'a=1; Secure']), { HTTP_HOST: 'one.example' }],
    ],
  },
  'http-vary': {
    violation: [[withFields(['Vary', 'Accept Cookie'])], [withFields(['Vary', 'Accept,,Cookie'])]],
  },
  'http-vary-missing': { warning: [choosingSilently] },
};

describe("lint's rules", () => {
  const cases = Object.entries(BROKEN).flatMap(([rule, strengths]) =>
    Object.entries(strengths).flatMap(([strength, breaks]) =>
      breaks.map((broken, i) => [rule as LintRule, strength, i + 1, broken] as const),
    ),
  );

  it.each(cases)('%s: %s, case %i', async (rule, strength, _, broken) => {
    const verdict = typeof broken === 'function' ? await broken() : await underLint(...broken);
    expect(named(verdict)).toContain(`${strength} ${rule}`);
    const found =
      strength === 'violation' ? verdict.error : verdict.warnings.find((one) => one.rule === rule);
    const { blame, spec } = RULES[rule];
    expect(found).toMatchObject({
      rule,
      blame,
      spec,
      message: expect.stringMatching(/^[a-z-]+: .* \(.*\)$/),
    });
  });

  it.each(Object.entries(RULES))('%s has a breaking case with its usual severity', (rule, { severity }) => {
    expect(BROKEN[rule as LintRule][severity]?.length).toBeGreaterThan(0);
  });

  it('blame the server for all rules that begin with environ-, and for its use of the body', () => {
    const ofTheServer = Object.entries(RULES).filter(([, { blame }]) => blame === 'server');
    expect(ofTheServer.map(([rule]) => rule).filter((rule) => !rule.startsWith('environ-'))).toEqual([
      'call-arguments',
      'body-after-close',
      'body-not-closed',
      'input-chunk',
    ]);
    expect(Object.entries(RULES).filter(([rule]) => rule.startsWith('environ-'))).toEqual(
      ofTheServer.filter(([rule]) => rule.startsWith('environ-')),
    );
  });

  it('of HTTP are checked only with http', async () => {
    const app = answering('401 Unauthorized', [TEXT, ['ETag', 'bad']], ['hi']);
    expect(named(await underLint(app, {}, {}))).toEqual([]);
    expect(named(await underLint(app, {}, { http: false }))).toEqual([]);
  });
});

function returning(body: unknown): Application {
  return loose((_, start) => {
    start('200 OK', [TEXT]);
    return body;
  });
}

async function reading(environ: Environ, startResponse: Parameters<Application>[1]): Promise<AppIter> {
  for await (const _ of environ['wsgi.input']);
  startResponse('200 OK', []);
  return [];
}

async function* later(...chunks: string[]): AsyncGenerator<Uint8Array, void> {
  for (const chunk of chunks) yield (chunk === 'text' ? chunk : Buffer.from(chunk)) as Uint8Array;
}

async function verdictOf(run: (warned: LintWarning[]) => unknown): Promise<Verdict> {
  const warnings: LintWarning[] = [];
  try {
    await run(warnings);
    return { error: undefined, warnings };
  } catch (error) {
    return { error, warnings };
  }
}

function calledWith(...args: unknown[]): Promise<Verdict> {
  return verdictOf(() => Reflect.apply(lint(FINE), undefined, args));
}

function closedTooEarly(body: AppIter | readonly string[]): Promise<Verdict> {
  const chunks = Array.isArray(body) ? body.map((chunk) => Buffer.from(chunk)) : body;
  return verdictOf(async () => {
    const linted = (await lint(returning(chunks))(
      soundEnviron(),
      () => () => {},
    )) as AsyncIterable<Uint8Array> & {
      close(): Promise<void>;
    };
    await linted.close();
    for await (const _ of linted);
  });
}

/** A body that nobody closes, until the garbage collector finds it. */
function dropped(body: AppIter): Promise<Verdict> {
  return verdictOf(async (warnings) => {
    const app = lint(returning(body), { onWarning: (warning) => warnings.push(warning) });
    await app(soundEnviron(), () => () => {});
    await collectUntil(() => warnings.length > 0);
  });
}

function sameTagWithCodings(): Promise<Verdict> {
  return verdictOf(async (warnings) => {
    const app = lint(
      ({ HTTP_ACCEPT_ENCODING: coding }, startResponse) => {
        const coded: HeaderList = coding === undefined ? [] : [['Content-Encoding', coding]];
        startResponse('200 OK', [TEXT, ['ETag', '"a"'], ...coded]);
        return [Buffer.from('hi')];
      },
      { http: true, onWarning: (warning) => warnings.push(warning) },
    );
    await served(app, soundEnviron({ HTTP_ACCEPT_ENCODING: 'gzip' }));
    await served(app, soundEnviron({ HTTP_ACCEPT_ENCODING: 'gzip' }));
    await served(app, soundEnviron({ PATH_INFO: '/other' }));
    expect(warnings).toEqual([]);
    await served(app, soundEnviron());
  });
}

async function choosingSilently(): Promise<Verdict> {
  const warnings = await varyFindings(async ({ Accept = '' }) => ({
    status: 200,
    headers: [],
    bytes: Buffer.from(Accept),
  }));
  return { error: undefined, warnings };
}

describe('LintError', () => {
  it('is an error that names the rule, the responsible side, and the section', () => {
    const error = new LintError('environ-method', 'REQUEST_METHOD is ""');
    expect(error).toMatchObject({
      name: 'LintError',
      rule: 'environ-method',
      blame: 'server',
      spec: 'RFC 9110, section 9.1',
    });
    expect(String(error)).toBe('LintError: environ-method: REQUEST_METHOD is "" (RFC 9110, section 9.1)');
  });
});
