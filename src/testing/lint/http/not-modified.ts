/**
 * Checks the response 304 (RFC 9110, sections 13.1.2, 13.1.3 and 15.4.5).
 *
 * @module
 */
import { EntityTag } from '../../../headers/entity-tag.ts';
import { EntityTagMatcher } from '../../../headers/entity-tag-matcher.ts';
import type { Finding } from '../findings.ts';
import type { Answer } from './answer.ts';

/** Fields that the client already has, or that are redundant. */
const SUPERFLUOUS = [
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-Range',
  'Content-Type',
];

/** Finds the faults of a 304. */
export function* notModifiedFindings(answer: Answer): Generator<Finding, void> {
  yield* conditionFindings(answer);
  const fields = SUPERFLUOUS.filter((name) => answer.has(name));
  if (fields.length > 0) {
    const text = `a 304 does not describe the content that it does not have: leave out ${fields.join(', ')}`;
    yield { rule: 'http-not-modified-fields', text };
  }
}

function* conditionFindings(answer: Answer): Generator<Finding, void> {
  const rule = 'http-not-modified';
  const { method, environ } = answer;
  const { HTTP_IF_NONE_MATCH: tags, HTTP_IF_MODIFIED_SINCE: since } = environ;
  if (method !== 'GET' && method !== 'HEAD') {
    yield { rule, text: `a 304 answers ${method}: answer 412, because 304 is only for GET and HEAD` };
  } else if (tags === undefined && since === undefined) {
    yield { rule, severity: 'warning', text: 'a 304 answers a request that names no condition' };
  }
  const wanted = EntityTagMatcher.parse(tags);
  if (!wanted || wanted.any) return;
  const tag = EntityTag.parse(answer.field('ETag'));
  if (!tag) yield { rule, text: 'a 304 has the ETag that the 200 has, and this one lacks it' };
  else if (!wanted.matches(tag, { weak: true })) {
    yield { rule, text: `a 304 has the ETag ${tag}, which If-None-Match does not name: ${tags}` };
  }
}
