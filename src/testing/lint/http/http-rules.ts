/**
 * The requirements of RFC 9110, RFC 9111 and RFC 6265bis for a response.
 *
 * @module
 */
import type { Environ } from '../../../wsgi/contract.ts';
import type { Finding, Findings } from '../findings.ts';
import type { Head } from '../head.ts';
import { Answer } from './answer.ts';
import { cacheFindings } from './caching.ts';
import { contentFindings } from './content.ts';
import { cookieFindings } from './cookies.ts';
import { fieldFindings } from './fields.ts';
import { locationFindings } from './locations.ts';
import { notModifiedFindings } from './not-modified.ts';
import { lengthFindings, rangeFindings } from './partial.ts';
import { DEMANDS, statusFindings } from './statuses.ts';
import { CodedTags, dateFindings } from './validators.ts';

/** Rules for responses with a field, by its lower-case name; each is called with every value. */
const RULES_OF_FIELDS: readonly (readonly [
  name: string,
  rule: (answer: Answer, value: string) => Iterable<Finding>,
])[] = [
  ['last-modified', dateFindings],
  ['location', locationFindings],
  ['set-cookie', cookieFindings],
];

/** The rules for the responses of one application, which remember some of its entity tags. */
export class HttpRules {
  readonly #tags = new CodedTags();

  /** Reports findings about the head of a response. */
  atStart(environ: Environ, head: Head, findings: Findings): void {
    const answer = new Answer(environ, head);
    const { code, values } = head;
    findings.report(fieldFindings(answer));
    const demand = DEMANDS.get(code);
    if (demand) findings.report(statusFindings(answer, demand));
    if (code === 206 || code === 416 || values.has('content-range')) findings.report(rangeFindings(answer));
    if (code === 304) findings.report(notModifiedFindings(answer));
    if (code === 204 || code === 205 || values.has('content-encoding')) {
      findings.report(contentFindings(answer));
    }
    const control = answer.field('Cache-Control');
    if (control !== undefined) findings.report(cacheFindings(control));
    for (const [name, rule] of RULES_OF_FIELDS) {
      for (const value of values.get(name) ?? []) findings.report(rule(answer, value));
    }
    if (values.has('etag')) findings.report(this.#tags.findings(answer));
  }

  /** Reports findings when the content has ended. */
  atEnd(environ: Environ, head: Head, sent: number, findings: Findings): void {
    if (head.code === 206) findings.report(lengthFindings(new Answer(environ, head), sent));
  }
}
