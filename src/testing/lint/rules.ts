/**
 * The rules that `lint` checks: those of PEP 3333 made asynchronous, and those of RFC 9110, RFC 9111 and RFC
 * 6265bis, whose names begin with `http-`.
 *
 * @module
 */

/** Who made the mistake when a rule is violated. */
export type Blame = 'server' | 'application';

/** Whether violating a rule is an error, or merely worth a warning. */
export type Severity = 'violation' | 'warning';

/** One rule. */
interface Rule {
  readonly blame: Blame;
  /** The usual severity. Some rules have milder cases. */
  readonly severity: Severity;
  /** The section that requires it. */
  readonly spec: string;
}

/** All rules by name. */
export const RULES = {
  'call-arguments': server('PEP 3333, The Application/Framework Side'),
  'environ-type': server('PEP 3333, Specification Details'),
  'environ-missing-key': server('PEP 3333, environ Variables'),
  'environ-http-content': server('RFC 3875, section 4.1.18'),
  'environ-query-string': server('RFC 3875, section 4.1.7', 'warning'),
  'environ-value-type': server('PEP 3333, environ Variables'),
  'environ-native-string': server('PEP 3333, A Note On String Types'),
  'environ-version': server('PEP 3333, environ Variables'),
  'environ-url-scheme': server('PEP 3333, environ Variables'),
  'environ-input': server('PEP 3333, Input and Error Streams'),
  'environ-errors': server('PEP 3333, Input and Error Streams'),
  'environ-method': server('RFC 9110, section 9.1'),
  'environ-script-name': server('RFC 3875, section 4.1.13'),
  'environ-script-name-slash': server('PEP 3333, environ Variables'),
  'environ-path-info': server('RFC 3875, section 4.1.5'),
  'environ-path-missing': server('PEP 3333, environ Variables'),
  'environ-content-length': server('RFC 3875, section 4.1.2'),

  'start-response-arguments': application('PEP 3333, The start_response() Callable'),
  'start-response-repeated': application('PEP 3333, The start_response() Callable'),
  'start-response-missing': application('PEP 3333, Specification Details'),
  status: application('PEP 3333, The start_response() Callable'),
  'status-type': application('PEP 3333, The start_response() Callable'),
  'headers-type': application('PEP 3333, The start_response() Callable'),
  'header-name': application('RFC 9110, section 5.1'),
  'header-name-type': application('PEP 3333, A Note On String Types'),
  'header-status': application('PEP 3333, The start_response() Callable'),
  'header-hop-by-hop': application('PEP 3333, Other HTTP Features'),
  'header-value': application('RFC 9110, section 5.5'),
  'header-value-type': application('PEP 3333, A Note On String Types'),
  'header-content-length': application('RFC 9110, section 8.6'),
  'header-repeated': application('RFC 9110, section 5.3', 'warning'),
  'content-type-missing': application('RFC 9110, section 8.3', 'warning'),
  'content-type-unexpected': application('RFC 9110, section 6.4.1', 'warning'),

  'write-type': application('PEP 3333, The write() Callable'),
  'write-in-body': application('PEP 3333, The write() Callable'),
  'body-type': application('PEP 3333, Specification Details'),
  'body-is-bytes': application('PEP 3333, Buffering and Streaming'),
  'body-chunk': application('PEP 3333, Specification Details'),
  'body-length': application('PEP 3333, Handling the Content-Length Header'),
  'body-not-allowed': application('RFC 9110, section 6.4.1'),
  'body-after-close': server('PEP 3333, Specification Details'),
  'body-not-closed': server('PEP 3333, Specification Details', 'warning'),

  'input-chunk': server('PEP 3333, Input and Error Streams'),
  'input-past-length': application('PEP 3333, Input and Error Streams'),
  'errors-write': application('PEP 3333, Input and Error Streams'),
  'errors-close': application('PEP 3333, Input and Error Streams'),

  'http-partial-content': application('RFC 9110, section 15.3.7'),
  'http-partial-unasked': application('RFC 9110, section 14.2'),
  'http-location-missing': application('RFC 9110, section 15.4', 'warning'),
  'http-not-modified': application('RFC 9110, section 15.4.5'),
  'http-not-modified-fields': application('RFC 9110, section 15.4.5', 'warning'),
  'http-challenge': application('RFC 9110, section 11.6.1'),
  'http-allow': application('RFC 9110, section 10.2.1'),
  'http-proxy-challenge': application('RFC 9110, section 11.7.1'),
  'http-unsatisfied-range': application('RFC 9110, section 15.5.17', 'warning'),
  'http-upgrade': application('RFC 9110, section 15.5.22'),

  'http-accept-ranges': application('RFC 9110, section 14.3'),
  'http-age': application('RFC 9111, section 5.1'),
  'http-cache-control': application('RFC 9111, section 5.2'),
  'http-cache-contradiction': application('RFC 9111, section 4.2.1', 'warning'),
  'http-content-encoding': application('RFC 9110, section 8.4'),
  'http-content-length': application('RFC 9110, section 8.6'),
  'http-content-range': application('RFC 9110, section 14.4'),
  'http-content-type': application('RFC 9110, section 8.3.1'),
  'http-date': application('RFC 9110, section 5.6.7'),
  'http-etag': application('RFC 9110, section 8.8.3'),
  'http-etag-coded': application('RFC 9110, section 8.8.3.3', 'warning'),
  'http-last-modified': application('RFC 9110, section 8.8.2.1'),
  'http-location': application('RFC 9110, section 10.2.2'),
  'http-location-elsewhere': application('RFC 9110, section 10.2.2', 'warning'),
  'http-retry-after': application('RFC 9110, section 10.2.3'),
  'http-set-cookie': application('RFC 6265bis, section 5.7'),
  'http-vary': application('RFC 9110, section 12.5.5'),
  'http-vary-missing': application('RFC 9110, section 12.5.5', 'warning'),
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule. */
export type LintRule = keyof typeof RULES;

function server(spec: string, severity: Severity = 'violation'): Rule {
  return { blame: 'server', severity, spec };
}

function application(spec: string, severity: Severity = 'violation'): Rule {
  return { blame: 'application', severity, spec };
}
