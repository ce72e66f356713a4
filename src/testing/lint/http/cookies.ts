/**
 * Checks for cookies that browsers reject (RFC 6265bis, section 5.7).
 *
 * @module
 */
import { isIP } from 'node:net';
import { type ParsedSetCookie, parseSetCookie } from '../../../cookies/parse-set-cookie.ts';
import { faultOfCookie, LONGEST_COOKIE } from '../../../cookies/set-cookie.ts';
import { trimWhitespace } from '../../../headers/grammar/field-value.ts';
import { Host } from '../../../url/host.ts';
import type { Environ } from '../../../wsgi/contract.ts';
import type { Finding } from '../findings.ts';
import type { Answer } from './answer.ts';

const LOOPBACK = /(?:^|\.)localhost$|^127\.|^\[::1\]$/;

/** Finds the faults of a cookie that a response sets. */
export function* cookieFindings({ environ }: Answer, value: string): Generator<Finding, void> {
  const rule = 'http-set-cookie';
  const pair = value.replace(/;.*$/, '');
  const size = trimWhitespace(pair.replace(/[ \t]*=[ \t]*/, '')).length;
  const cookie = parseSetCookie(value);
  if (size > LONGEST_COOKIE) {
    const name = trimWhitespace(pair.replace(/=.*$/, ''));
    yield {
      rule,
      text: `cookie ${name}: browsers drop its ${size} bytes; they keep at most ${LONGEST_COOKIE}`,
    };
  } else if (cookie?.name) yield* faultsOf(cookie, environ);
  else yield { rule, severity: 'warning', text: `the cookie has no name: ${JSON.stringify(value)}` };
}

function* faultsOf(cookie: ParsedSetCookie, environ: Environ): Generator<Finding, void> {
  const rule = 'http-set-cookie';
  const { name, domain, secure } = cookie;
  const host = Host.parse(environ.HTTP_HOST ?? environ.SERVER_NAME)?.domain.toLowerCase();
  const fault = faultOfCookie(name, cookie);
  if (fault !== undefined) yield { rule, text: `cookie ${name}: ${fault}` };
  if (host === undefined) return;
  if (domain !== undefined && !isWithin(host, domain)) {
    yield { rule, text: `cookie ${name}: the domain ${domain} is not one of the host ${host}` };
  }
  if (secure && environ['wsgi.url_scheme'] === 'http' && !LOOPBACK.test(host)) {
    yield { rule, severity: 'warning', text: `cookie ${name}: secure, and set over http` };
  }
}

/** Whether a host is a domain, or below it (section 5.1.3). An address belongs to no domain. */
function isWithin(host: string, domain: string): boolean {
  const isAddress = host.startsWith('[') || isIP(host) !== 0;
  return host === domain || (!isAddress && host.endsWith(`.${domain}`));
}
