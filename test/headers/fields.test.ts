import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as headers from '../../src/headers.ts';
import * as arbitrary from '../support/header-arbitraries.ts';

const { token, quotable } = arbitrary;
const tokens = fc.array(token, { maxLength: 4 });
const word = fc.stringMatching(/^[!-+\x2d-:<-~]{1,8}$/);
const words = fc.array(word, { maxLength: 4 });
const key = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,8}$/);
const ascii = fc.stringMatching(/^[\x20-\x7e]{0,12}$/);
const bytes = fc.uint8Array({ maxLength: 8 }).map((given) => Uint8Array.from(given));
const whole = fc.integer({ min: 0, max: 999_999_999_999_999 });
const seconds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const host = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
const origin = fc.oneof(
  fc.constant('null'),
  host.map((name) => `https://${name}.example`),
  fc.tuple(host, fc.integer({ min: 0, max: 65535 })).map(([name, port]) => `http://${name}:${port}`),
);
const sites = fc.oneof(fc.constant(['*']), fc.array(fc.oneof(fc.constant('self'), origin), { maxLength: 3 }));
const name = token.filter((text) => text !== 'rel' && text !== 'title' && !text.endsWith('*'));

const extension = token.filter((text) => !['for', 'by', 'host', 'proto'].includes(text));
const tag = fc
  .tuple(fc.stringMatching(/^[!#-~\x80-\xff]{0,8}$/), fc.boolean())
  .map(([value, weak]) => new headers.EntityTag(value, { weak }));
const matcher = fc
  .oneof(fc.constant('*' as const), fc.array(tag))
  .map((tags) => new headers.EntityTagMatcher(tags));

/** Every field with values that it reads and writes; a further field takes one more line. */
const FIELDS = {
  accept: of(
    headers.accept,
    qualities(token.map((type) => `${type}/${type}`)).map((ranges) => new headers.Accept(ranges)),
  ),
  acceptCharset: of(
    headers.acceptCharset,
    qualities(token).map((ranges) => new headers.AcceptCharset(ranges)),
  ),
  acceptEncoding: of(
    headers.acceptEncoding,
    qualities(token).map((ranges) => new headers.AcceptEncoding(ranges)),
  ),
  acceptLanguage: of(
    headers.acceptLanguage,
    qualities(fc.stringMatching(/^[a-z]{1,8}(-[a-z0-9]{1,8}){0,2}$/)).map(
      (ranges) => new headers.AcceptLanguage(ranges),
    ),
  ),
  acceptRanges: of(headers.acceptRanges, tokens),
  age: of(headers.age, seconds),
  allow: of(headers.allow, tokens),
  authorization: of(
    headers.authorization,
    fc
      .tuple(token, arbitrary.params)
      .filter(([scheme]) => scheme !== 'basic')
      .map((parts) => new headers.Authorization(...parts)),
  ),
  cacheControl: of(
    headers.cacheControl,
    fc
      .record({
        maxAge: seconds,
        noStore: fc.boolean(),
        private: fc.constantFrom<true | string[]>(true, ['x-a']),
      })
      .map((directives) => new headers.CacheControl(directives)),
  ),
  contentDisposition: of(
    headers.contentDisposition,
    fc
      .tuple(token, fc.option(arbitrary.text, { nil: undefined }))
      .map(
        ([type, filename]) =>
          new headers.ContentDisposition(type, filename === undefined ? {} : { filename }),
      ),
  ),
  contentEncoding: of(headers.contentEncoding, token),
  contentLanguage: of(headers.contentLanguage, tokens),
  contentLength: of(headers.contentLength, seconds),
  contentLocation: of(headers.contentLocation, fc.webPath()),
  contentRange: of(
    headers.contentRange,
    fc
      .tuple(fc.nat(), fc.nat(), fc.nat())
      .map(([start, bytesIn, after]) =>
        headers.ContentRange.satisfied(start, start + bytesIn + 1, start + bytesIn + 1 + after),
      ),
  ),
  contentType: of(
    headers.contentType,
    fc.tuple(token, token, arbitrary.params).map(
      ([type, subtype, params]) =>
        new headers.MediaType(
          `${type}/${subtype}`,
          params.filter(([, value]) => value !== ''),
        ),
    ),
  ),
  date: of(headers.date, arbitrary.date),
  etag: of(headers.etag, tag),
  expires: of(headers.expires, arbitrary.date),
  forwarded: of(
    headers.forwarded,
    fc
      .array(fc.record({ for: quotable, host: quotable, extensions: mapOf(extension, quotable) }), {
        minLength: 1,
      })
      .map((elements) => new headers.Forwarded(elements)),
  ),
  ifMatch: of(headers.ifMatch, matcher),
  ifModifiedSince: of(headers.ifModifiedSince, arbitrary.date),
  ifNoneMatch: of(headers.ifNoneMatch, matcher),
  ifRange: of(
    headers.ifRange,
    fc.oneof(tag, arbitrary.date).map((validator) => new headers.IfRange(validator)),
  ),
  ifUnmodifiedSince: of(headers.ifUnmodifiedSince, arbitrary.date),
  lastModified: of(headers.lastModified, arbitrary.date),
  location: of(
    headers.location,
    fc.webPath({ size: 'small' }).map((path) => `/a${path}`),
  ),
  maxForwards: of(headers.maxForwards, seconds),
  pragma: of(headers.pragma, ascii),
  range: of(
    headers.range,
    fc
      .array(
        fc.oneof(
          fc.record({ start: fc.nat() }),
          fc.record({ suffix: fc.nat() }),
          fc.tuple(fc.nat(), fc.nat()).map(([start, more]) => ({ start, stop: start + more + 1 })),
        ),
        { minLength: 1 },
      )
      .map((ranges) => new headers.ByteRanges(ranges)),
  ),
  referer: of(headers.referer, fc.webUrl()),
  retryAfter: of(headers.retryAfter, fc.oneof(seconds, arbitrary.date)),
  server: of(headers.server, ascii),
  userAgent: of(headers.userAgent, ascii),
  vary: of(
    headers.vary,
    fc.uniqueArray(token).map((names) => new headers.Vary(names)),
  ),
  wwwAuthenticate: of(
    headers.wwwAuthenticate,
    fc.array(fc.tuple(token, arbitrary.params).map((parts) => new headers.Challenge(...parts))),
  ),
  accessControlAllowCredentials: of(headers.accessControlAllowCredentials, fc.constant<true>(true)),
  accessControlAllowHeaders: of(headers.accessControlAllowHeaders, tokens),
  accessControlAllowMethods: of(headers.accessControlAllowMethods, tokens),
  accessControlAllowOrigin: of(headers.accessControlAllowOrigin, fc.oneof(fc.constant('*'), origin)),
  accessControlExposeHeaders: of(headers.accessControlExposeHeaders, tokens),
  accessControlMaxAge: of(headers.accessControlMaxAge, seconds),
  accessControlRequestHeaders: of(headers.accessControlRequestHeaders, tokens),
  accessControlRequestMethod: of(headers.accessControlRequestMethod, token),
  clearSiteData: of(headers.clearSiteData, fc.array(quotable)),
  contentDigest: of(headers.contentDigest, mapOf(key, bytes)),
  contentSecurityPolicy: of(headers.contentSecurityPolicy, policies()),
  contentSecurityPolicyReportOnly: of(headers.contentSecurityPolicyReportOnly, policies()),
  crossOriginEmbedderPolicy: of(
    headers.crossOriginEmbedderPolicy,
    fc.constantFrom('unsafe-none', 'require-corp', 'credentialless'),
  ),
  crossOriginOpenerPolicy: of(
    headers.crossOriginOpenerPolicy,
    fc.constantFrom('unsafe-none', 'same-origin-allow-popups', 'same-origin', 'noopener-allow-popups'),
  ),
  crossOriginResourcePolicy: of(
    headers.crossOriginResourcePolicy,
    fc.constantFrom('same-origin', 'same-site', 'cross-origin'),
  ),
  deprecation: of(headers.deprecation, arbitrary.date),
  link: of(
    headers.link,
    fc.array(
      fc
        .tuple(
          fc.webPath(),
          fc.array(word, { minLength: 1 }),
          fc.array(fc.tuple(name, quotable)),
          arbitrary.text,
        )
        .map(
          ([target, rel, params, title]) =>
            new headers.Link(target, [
              ['rel', rel.join(' ')],
              ...params,
              ...(/^[\t -~]*$/.test(title) || /[^\0-\x7f]/.test(title) ? [['title', title] as const] : []),
            ]),
        ),
    ),
  ),
  origin: of(headers.origin, origin),
  permissionsPolicy: of(
    headers.permissionsPolicy,
    mapOf(key, sites).map((features) => new headers.PermissionsPolicy(features)),
  ),
  prefer: of(headers.prefer, mapOf(token, fc.record({ value: quotable, params: mapOf(token, quotable) }))),
  preferenceApplied: of(headers.preferenceApplied, mapOf(token, quotable)),
  priority: of(
    headers.priority,
    fc.record({ urgency: fc.integer({ min: 0, max: 7 }), incremental: fc.boolean() }),
  ),
  proxyAuthenticate: of(
    headers.proxyAuthenticate,
    fc.array(fc.tuple(token, arbitrary.params).map((parts) => new headers.Challenge(...parts))),
  ),
  proxyAuthorization: of(
    headers.proxyAuthorization,
    fc
      .tuple(token, arbitrary.params)
      .filter(([scheme]) => scheme !== 'basic')
      .map((parts) => new headers.Authorization(...parts)),
  ),
  rateLimit: of(
    headers.rateLimit,
    fc.array(
      fc.record(
        { policy: ascii, remaining: whole, reset: whole, partitionKey: bytes },
        { requiredKeys: ['policy', 'remaining'] },
      ),
    ),
  ),
  rateLimitPolicy: of(
    headers.rateLimitPolicy,
    fc.array(
      fc.record(
        { policy: ascii, quota: whole, unit: ascii, window: whole.map((n) => n || 1), partitionKey: bytes },
        { requiredKeys: ['policy', 'quota', 'unit'] },
      ),
    ),
  ),
  referrerPolicy: of(
    headers.referrerPolicy,
    fc.constantFrom(
      ...(['no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin'] as const),
      ...([
        'strict-origin',
        'origin-when-cross-origin',
        'strict-origin-when-cross-origin',
        'unsafe-url',
      ] as const),
    ),
  ),
  reprDigest: of(headers.reprDigest, mapOf(key, bytes)),
  secFetchDest: of(headers.secFetchDest, fc.constantFrom('document', 'empty', 'image')),
  secFetchMode: of(
    headers.secFetchMode,
    fc.constantFrom('cors', 'navigate', 'no-cors', 'same-origin', 'websocket'),
  ),
  secFetchSite: of(headers.secFetchSite, fc.constantFrom('cross-site', 'same-origin', 'same-site', 'none')),
  secFetchUser: of(headers.secFetchUser, fc.boolean()),
  serverTiming: of(
    headers.serverTiming,
    fc.array(
      fc.record(
        {
          name: token,
          duration: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
          description: quotable,
        },
        { requiredKeys: ['name'] },
      ),
    ),
  ),
  strictTransportSecurity: of(
    headers.strictTransportSecurity,
    fc.record({ maxAge: seconds, includeSubDomains: fc.boolean(), preload: fc.boolean() }),
  ),
  sunset: of(headers.sunset, arbitrary.date),
  via: of(
    headers.via,
    fc.array(
      fc.record(
        { protocol: token, version: token, by: host, comment: quotable },
        { requiredKeys: ['protocol', 'version', 'by'] },
      ),
    ),
  ),
  xForwardedFor: of(headers.xForwardedFor, fc.array(fc.oneof(fc.ipV4(), fc.ipV6()))),
  xForwardedHost: of(headers.xForwardedHost, fc.array(host)),
  xForwardedProto: of(headers.xForwardedProto, fc.array(fc.constantFrom('http', 'https'))),
};

it('the table contains all exported fields', () => {
  const exported = Object.entries(headers).filter(
    ([, value]) => typeof value === 'object' && 'parse' in value && 'format' in value,
  );
  expect(exported.map(([exportedName]) => exportedName).sort()).toEqual(Object.keys(FIELDS).sort());
});

describe.each(Object.entries(FIELDS))('%s', (exportedName, { isRoundTrip, field }) => {
  it('is exported under the name of its header in camel case', () => {
    const camel = field.name.replace(
      /-?([A-Za-z])([A-Za-z]*)/g,
      (_, first: string, rest: string) => first + rest,
    );
    expect(exportedName.toLowerCase()).toBe(camel.toLowerCase());
  });

  it('reads its own output', () => {
    isRoundTrip();
  });

  it('returns undefined or an empty value for an absent header and for an empty one', () => {
    for (const value of [undefined, '']) {
      const read: unknown = field.parse(value);
      expect(read === undefined || isEmpty(read)).toBe(true);
    }
  });

  it('accepts any string', () => {
    fc.assert(
      fc.property(fc.oneof(arbitrary.anything, fc.string({ unit: 'binary-ascii' })), (value) => {
        field.parse(value);
      }),
    );
  });

  it('reads in linear time', () => {
    const pieces = [
      ' ',
      ',',
      ';',
      '"',
      '\\',
      'a,',
      'a=";',
      '<',
      '(',
      '<a>;',
      'a=1;',
      '(a ',
      ';a',
      '=',
      'a b (',
      '1.1 a,',
    ];
    for (const piece of pieces) {
      for (const start of ['', 'a', '"', '<a>;', '1.1 a (', 'a=(']) {
        field.parse(start + piece.repeat(1e5 / piece.length));
      }
    }
  });

  it('throws a TypeError for values of the wrong kind', () => {
    for (const wrong of [5n, Symbol('x'), () => undefined])
      expect(() => field.refuse(wrong)).toThrow(TypeError);
  });
});

function of<Read, Write>(
  field: headers.Field<Read, Write>,
  values: fc.Arbitrary<Read & Write>,
): {
  readonly field: {
    readonly name: string;
    parse(value: string | undefined): Read;
    refuse(value: unknown): unknown;
  };
  isRoundTrip(): void;
} {
  return {
    field: {
      name: field.name,
      parse: (value) => field.parse(value),
      refuse: (value) => field.format(value as Write),
    },
    isRoundTrip() {
      fc.assert(
        fc.property(values, (value) => {
          const written = field.format(value);
          expect(field.parse(written)).toEqual(value);
          if (written !== undefined) expect(written).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
        }),
      );
    },
  };
}

function mapOf<V>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<V>): fc.Arbitrary<ReadonlyMap<string, V>> {
  return fc
    .uniqueArray(fc.tuple(keys, values), { selector: ([first]) => first, maxLength: 4 })
    .map((pairs) => new Map(pairs));
}

function qualities(ranges: fc.Arbitrary<string>): fc.Arbitrary<[range: string, quality: number][]> {
  const quality = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
  return fc.array(fc.tuple(ranges, quality), { minLength: 1, maxLength: 5 });
}

function policies(): fc.Arbitrary<headers.ContentSecurityPolicy> {
  const directives = mapOf(
    word.map((text) => text.toLowerCase()),
    words,
  ).filter(({ size }) => size > 0);
  return fc.tuple(directives, fc.array(directives, { maxLength: 2 })).map(
    ([first, others]) =>
      new headers.ContentSecurityPolicy(
        first,
        others.map((other) => new headers.ContentSecurityPolicy(other)),
      ),
  );
}

function isEmpty(value: unknown): boolean {
  return value instanceof Map ? value.size === 0 : String(value) === '';
}
