import * as headers from '../../../src/headers.ts';
import { absentOf, type Row, row } from './row.ts';

const tag = new headers.EntityTag('v1');
const accept = headers.Accept.parse('text/html;level=1');
const acceptLanguage = headers.AcceptLanguage.parse('de-CH, en;q=0.5');
const stored = { status: 200, headers: new Headers({ 'Cache-Control': 'max-age=60, s-maxage=600' }) };
const responseTime = new Date(0);

export const HEADERS: readonly Row[] = [
  row<{ weak?: boolean | undefined }>('EntityTag', absentOf('weak'), (given) =>
    String(new headers.EntityTag('v1', given)),
  ),
  row<{ weak?: boolean | undefined }>('EntityTag.from', absentOf('weak'), (given) =>
    String(headers.EntityTag.from({ value: 'v1', ...given })),
  ),
  row<headers.Validators>('ifRange.matches', absentOf('etag', 'lastModified'), (given) =>
    headers.IfRange.parse('"v1"')?.matches(given),
  ),
  row<headers.EntityTagComparison>('tag.matches', {}, (given) => tag.matches('v1', { weak: true, ...given })),
  row<headers.EntityTagComparison>('matcher.matches', {}, (given) =>
    new headers.EntityTagMatcher('*').matches(tag, { weak: true, ...given }),
  ),
  row<headers.MediaRangeOptions>('accept.quality', absentOf('lenient'), (given) =>
    accept.quality('text/html', given),
  ),
  row<headers.MediaRangeOptions>('accept.best', absentOf('lenient'), (given) =>
    accept.best(['text/html', 'text/html;level=1'], given),
  ),
  row<headers.MediaRangeOptions>('accept.best without the header', absentOf('lenient'), (given) =>
    headers.Accept.parse(undefined).best(['text/html'], given),
  ),
  row<headers.LanguageMatchOptions>('acceptLanguage.best', absentOf('extended'), (given) =>
    acceptLanguage.best(['de-Latn-CH', 'en'], given),
  ),
  row<headers.LanguageMatchOptions>('acceptLanguage.filter', absentOf('extended'), (given) =>
    acceptLanguage.filter(['de-Latn-CH', 'en'], given),
  ),
  row<headers.LanguageMatchOptions>(
    'acceptLanguage.filter without the header',
    absentOf('extended'),
    (given) => headers.AcceptLanguage.parse(undefined).filter(['en'], given),
  ),
  row<headers.LookupOptions>('acceptLanguage.lookup', absentOf('defaultRange', 'default'), (given) =>
    acceptLanguage.lookup(['fr'], given),
  ),
  row<headers.FreshnessOptions>('freshnessLifetime', absentOf('shared'), (given) =>
    headers.freshnessLifetime(stored, { responseTime }, given),
  ),
  row<headers.FreshnessOptions>('isFresh', absentOf('shared'), (given) =>
    headers.isFresh(stored, { responseTime }, new Date(100_000), given),
  ),
  row<headers.ResponseTimes>('the times of currentAge', absentOf('requestTime'), (given) =>
    headers.currentAge(stored, { responseTime, ...given }, new Date(1000)),
  ),
  row<headers.CacheDirectives>(
    'CacheControl',
    {
      ...absentOf('public', 'private', 'maxAge', 'sMaxage', 'noCache', 'noStore', 'noTransform'),
      ...absentOf('mustRevalidate', 'proxyRevalidate', 'mustUnderstand', 'immutable', 'maxStale', 'minFresh'),
      ...absentOf('onlyIfCached', 'staleIfError', 'staleWhileRevalidate'),
    },
    (given) => String(new headers.CacheControl(given)),
  ),
  row<headers.StrictTransportSecurityInit>(
    'strictTransportSecurity',
    absentOf('includeSubDomains', 'preload'),
    (given) => headers.strictTransportSecurity.format({ maxAge: 60, ...given }),
  ),
  row<headers.PriorityInit>('priority', absentOf('urgency', 'incremental'), (given) =>
    headers.priority.format(given),
  ),
  row<Exclude<headers.PreferenceInit, string | true>>('prefer', absentOf('value', 'params'), (given) =>
    headers.prefer.format({ wait: given }),
  ),
  row<headers.ServerTimingMetric>('serverTiming', absentOf('duration', 'description'), (given) =>
    headers.serverTiming.format([{ name: 'db', ...given }]),
  ),
  row<headers.RateLimit>('rateLimit', absentOf('reset', 'partitionKey'), (given) =>
    headers.rateLimit.format([{ policy: 'burst', remaining: 1, ...given }]),
  ),
  row<headers.RateLimitPolicyInit>('rateLimitPolicy', absentOf('unit', 'window', 'partitionKey'), (given) =>
    headers.rateLimitPolicy.format([{ policy: 'burst', quota: 1, ...given }]),
  ),
  row<headers.ViaElementInit>('via', absentOf('protocol', 'comment'), (given) =>
    headers.via.format([{ version: '1.1', by: 'edge', ...given }]),
  ),
];

/** Parts of values, whose other members are ignored. */
export const HEADER_PARTS: readonly Row[] = [
  row<headers.ForwardedElement>(
    'an element of Forwarded',
    absentOf('for', 'by', 'host', 'proto', 'extensions'),
    (given) => String(new headers.Forwarded([{ ...given, for: '_a' }])),
  ),
  row<Extract<headers.ByteRange, { readonly start: number }>>(
    'a range of ByteRanges',
    absentOf('stop', 'suffix'),
    (given) => String(new headers.ByteRanges([{ start: 1, ...given }])),
  ),
];
