/**
 * Checks the fields that describe the content of a response (RFC 9110, sections 8.4 and 8.6).
 *
 * @module
 */
import { parseTokenList } from '../../../headers/grammar/list-header.ts';
import type { Finding } from '../findings.ts';
import type { Answer } from './answer.ts';

/** Finds fields that describe missing content, or are redundant. */
export function* contentFindings(answer: Answer): Generator<Finding, void> {
  const { code, head } = answer;
  const codings = parseTokenList(answer.field('Content-Encoding'));
  if (code === 204 && head.length !== undefined) {
    yield { rule: 'http-content-length', text: 'a 204 has no Content-Length' };
  }
  if (code === 205 && head.length !== undefined && head.length > 0) {
    yield {
      rule: 'http-content-length',
      text: `a 205 has no content, but a Content-Length of ${head.length}`,
    };
  }
  if ((code === 204 || code === 205) && codings.length > 0) {
    const text = `a response with the status ${code} has no content to be coded`;
    yield { rule: 'http-content-encoding', severity: 'warning', text };
  }
  if (codings.some((coding) => coding.toLowerCase() === 'identity')) {
    const text = 'identity is for Accept-Encoding: content that is not coded has no Content-Encoding';
    yield { rule: 'http-content-encoding', severity: 'warning', text };
  }
}
