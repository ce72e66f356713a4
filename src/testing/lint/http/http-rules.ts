/**
 * What RFC 9110, RFC 9111 and RFC 6265bis demand of a response.
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
import { DEMANDING_STATUSES, statusFindings } from './statuses.ts';
import { CodedTags, dateFindings } from './validators.ts';

type Rule = (answer: Answer) => Iterable<Finding>;

/** What rules are about: responses of these statuses, and those that have one of these fields, by lower-case names. */
interface Concern {
  readonly statuses?: readonly number[];
  readonly fields?: readonly string[];
}

const RULES_OF_THE_HEAD: readonly (readonly [rule: Rule, concern: Concern])[] = [
  [statusFindings, { statuses: DEMANDING_STATUSES }],
  [rangeFindings, { statuses: [206, 416], fields: ['content-range'] }],
  [notModifiedFindings, { statuses: [304] }],
  [contentFindings, { statuses: [204, 205], fields: ['content-encoding'] }],
  [cacheFindings, { fields: ['cache-control'] }],
  [dateFindings, { fields: ['last-modified'] }],
  [locationFindings, { fields: ['location'] }],
  [cookieFindings, { fields: ['set-cookie'] }],
];

/** The rules for the responses of one application, of whose entity tags something must be remembered. */
export class HttpRules {
  readonly #tags = new CodedTags();

  /** Reports what there is to say of the head of a response. */
  atStart(environ: Environ, head: Head, findings: Findings): void {
    const answer = new Answer(environ, head);
    findings.report(fieldFindings(answer));
    for (const [rule, concern] of RULES_OF_THE_HEAD) {
      if (isConcerned(head, concern)) findings.report(rule(answer));
    }
    if (head.values.has('etag')) findings.report(this.#tags.findings(answer));
  }

  /** Reports what there is to say when the content has ended. */
  atEnd(environ: Environ, head: Head, sent: number, findings: Findings): void {
    if (head.code === 206) findings.report(lengthFindings(new Answer(environ, head), sent));
  }
}

function isConcerned({ code, values }: Head, { statuses = [], fields = [] }: Concern): boolean {
  return statuses.includes(code) || fields.some((name) => values.has(name));
}
