/**
 * What RFC 9110, RFC 9111 and RFC 6265bis demand of a response.
 *
 * @module
 */
import type { Environ } from '../../../wsgi/contract.ts';
import type { Finding } from '../findings.ts';
import type { Head } from '../head.ts';
import { Answer } from './answer.ts';
import { cacheFindings } from './caching.ts';
import { contentFindings } from './content.ts';
import { cookieFindings } from './cookies.ts';
import { fieldFindings } from './fields.ts';
import { locationFindings } from './locations.ts';
import { notModifiedFindings } from './not-modified.ts';
import { lengthFindings, rangeFindings } from './partial.ts';
import { statusFindings } from './statuses.ts';
import { CodedTags, dateFindings } from './validators.ts';

const RULES_OF_THE_HEAD = [
  fieldFindings,
  statusFindings,
  rangeFindings,
  notModifiedFindings,
  contentFindings,
  cacheFindings,
  dateFindings,
  locationFindings,
  cookieFindings,
];

/** The rules for the responses of one application, of whose entity tags something must be remembered. */
export class HttpRules {
  readonly #tags = new CodedTags();

  /** What there is to say of the head of a response. */
  *atStart(environ: Environ, head: Head): Generator<Finding, void> {
    const answer = new Answer(environ, head);
    for (const findings of RULES_OF_THE_HEAD) yield* findings(answer);
    yield* this.#tags.findings(answer);
  }

  /** What there is to say when the content has ended. */
  atEnd(environ: Environ, head: Head, sent: number): Iterable<Finding> {
    return lengthFindings(new Answer(environ, head), sent);
  }
}
