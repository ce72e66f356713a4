/**
 * Checks validators (RFC 9110, sections 8.8.2 and 8.8.3).
 *
 * @module
 */
import { RecentMap } from '../../../collections/recent-map.ts';
import { EntityTag } from '../../../headers/entity-tag.ts';
import { parseHttpDate } from '../../../headers/http-date.ts';
import type { Finding } from '../findings.ts';
import type { Answer } from './answer.ts';

const MOST_TAGS = 1000;

/** Finds a `Last-Modified` later than the response. */
export function* dateFindings(answer: Answer, value: string): Generator<Finding, void> {
  const modified = parseHttpDate(value);
  const date = parseHttpDate(answer.field('Date')) ?? new Date();
  if (!modified || modified <= date) return;
  yield { rule: 'http-last-modified', text: `Last-Modified is "${value}", which is later than the response` };
}

/**
 * Finds strong entity tags that are used for the same content with several codings. A single response cannot show
 * this, because the tag may be that of the encoded bytes. So the last thousand tags are remembered.
 */
export class CodedTags {
  readonly #codings = new RecentMap<string, string>(MOST_TAGS);

  *findings(answer: Answer): Generator<Finding, void> {
    const tag = EntityTag.parse(answer.field('ETag'));
    if (!tag || tag.weak || (answer.code !== 200 && answer.code !== 206)) return;
    const coding = answer.field('Content-Encoding')?.toLowerCase() ?? '';
    const key = `${urlOf(answer)} ${tag}`;
    const before = this.#codings.get(key);
    this.#codings.set(key, coding);
    if (before === undefined || before === coding) return;
    const text = `the strong ETag ${tag} is given with the codings "${before}" and "${coding}" of one resource`;
    yield { rule: 'http-etag-coded', text };
  }
}

function urlOf({ environ }: Answer): string {
  const { HTTP_HOST = '', SCRIPT_NAME = '', PATH_INFO = '', QUERY_STRING = '' } = environ;
  return `${HTTP_HOST}${SCRIPT_NAME}${PATH_INFO}?${QUERY_STRING}`;
}
