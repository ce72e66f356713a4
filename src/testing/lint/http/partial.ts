/**
 * Checks responses with ranges (RFC 9110, sections 14.2, 14.4 and 15.3.7).
 *
 * @module
 */
import { ContentRange } from '../../../headers/content-range.ts';
import { MediaType } from '../../../headers/media-type.ts';
import type { Finding } from '../findings.ts';
import type { Answer } from './answer.ts';

/** Finds faults of ranges in the head. */
export function* rangeFindings(answer: Answer): Generator<Finding, void> {
  const { code, head } = answer;
  const value = answer.field('Content-Range');
  if (code === 206) {
    yield* partialFindings(answer);
    if (head.length !== undefined) yield* lengthFindings(answer, head.length);
  } else if (code === 416) {
    if (ContentRange.parse(value)?.start !== undefined) {
      yield {
        rule: 'http-unsatisfied-range',
        text: `Content-Range is "${value}": give the length after "*/"`,
      };
    }
  } else {
    const text = `Content-Range says nothing in a response with the status ${code}`;
    yield { rule: 'http-content-range', severity: 'warning', text };
  }
}

/** Checks that the single part of a 206 is as long as its range. */
export function* lengthFindings(answer: Answer, length: number): Generator<Finding, void> {
  const { start, stop } = ContentRange.parse(answer.field('Content-Range')) ?? {};
  if (answer.code !== 206 || start === undefined || stop === undefined || stop - start === length) return;
  const text = `the range "${answer.field('Content-Range')}" has ${stop - start} bytes, the content ${length}`;
  yield { rule: 'http-content-range', text };
}

function* partialFindings(answer: Answer): Generator<Finding, void> {
  const rule = 'http-partial-content';
  const value = answer.field('Content-Range');
  const type = MediaType.parse(answer.field('Content-Type'));
  if (type?.essence === 'multipart/byteranges') {
    if (value !== undefined)
      yield { rule, text: 'each part has its own Content-Range, and the response has none' };
    if (type.boundary === undefined) yield { rule, text: 'multipart/byteranges has no boundary' };
  } else if (value === undefined) {
    yield { rule, text: 'a 206 has a Content-Range, or is multipart/byteranges' };
  } else if (value.includes('*/')) {
    yield { rule, text: `Content-Range is "${value}", which is for a 416` };
  }
  yield* unaskedFindings(answer);
}

function* unaskedFindings({ method, environ }: Answer): Generator<Finding, void> {
  const rule = 'http-partial-unasked';
  if (method !== 'GET') yield { rule, text: `a 206 answers ${method}, and ranges are only for GET` };
  else if (environ.HTTP_RANGE === undefined) {
    yield { rule, severity: 'warning', text: 'a 206 answers a request without Range' };
  }
}
