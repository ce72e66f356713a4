/**
 * Checks for the fields that statuses require (RFC 9110, section 15).
 *
 * @module
 */
import { parseTokenList } from '../../../headers/grammar/list-header.ts';
import type { Finding } from '../findings.ts';
import type { LintRule } from '../rules.ts';
import type { Answer } from './answer.ts';

type Demand = readonly [rule: LintRule, field: string];

const LOCATION: Demand = ['http-location-missing', 'Location'];

/** The field that each status requires, if any. */
export const DEMANDS: ReadonlyMap<number, Demand> = new Map([
  ...[301, 302, 303, 307, 308].map((code) => [code, LOCATION] as const),
  [401, ['http-challenge', 'WWW-Authenticate']],
  [405, ['http-allow', 'Allow']],
  [407, ['http-proxy-challenge', 'Proxy-Authenticate']],
  [416, ['http-unsatisfied-range', 'Content-Range']],
  [426, ['http-upgrade', 'Upgrade']],
]);

/** Finds the required fields that the response lacks. */
export function* statusFindings(answer: Answer, [rule, field]: Demand): Generator<Finding, void> {
  const { code, method } = answer;
  if (!answer.has(field)) {
    yield { rule, text: `a response with the status ${code} has a field ${field}, and this one lacks it` };
  }
  if (code === 405 && parseTokenList(answer.field('Allow')).includes(method)) {
    yield { rule: 'http-allow', severity: 'warning', text: `Allow names ${method}, which is not allowed` };
  }
}
