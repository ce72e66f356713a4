/**
 * Checks that fields match their grammars, as senders must ensure (RFC 9110, section 2.2).
 *
 * @module
 */
import { withParseCache } from '../../../collections/parse-cache.ts';
import { ContentRange } from '../../../headers/content-range.ts';
import { EntityTag } from '../../../headers/entity-tag.ts';
import { readAuthParts } from '../../../headers/grammar/auth-parts.ts';
import { isToken, readTokenOrQuoted, splitKeepingEmpty } from '../../../headers/grammar/field-value.ts';
import { parseWholeNumber } from '../../../headers/grammar/whole-number.ts';
import { formatHttpDate, parseHttpDate } from '../../../headers/http-date.ts';
import { MediaType } from '../../../headers/media-type.ts';
import type { Finding } from '../findings.ts';
import type { LintRule } from '../rules.ts';
import type { Answer } from './answer.ts';

interface Syntax {
  readonly rule: LintRule;
  /** A description of valid values. */
  readonly wanted: string;
  isSound(value: string): boolean;
}

const DATE: Syntax = {
  rule: 'http-date',
  wanted: 'a date such as "Sun, 06 Nov 1994 08:49:37 GMT"',
  isSound: isDate,
};
const CHALLENGES = { wanted: 'a list of challenges', isSound: isChallengeList };
const OTHER_UNIT = /^(?!bytes )[^ ]+ [^ ]/i;
const SECONDS = /^(?:max-age|s-maxage|stale-while-revalidate|stale-if-error)(?:=|$)/i;

/** The fields to check, by their lower-case names. */
const SYNTAXES = remembering([
  [
    'accept-ranges',
    { rule: 'http-accept-ranges', wanted: 'a list of range units', isSound: isFilledTokenList },
  ],
  ['age', { rule: 'http-age', wanted: 'a number of seconds', isSound: isSeconds }],
  ['allow', { rule: 'http-allow', wanted: 'a list of methods', isSound: isTokenList }],
  ['cache-control', { rule: 'http-cache-control', wanted: 'a list of directives', isSound: isDirectiveList }],
  ['content-encoding', { rule: 'http-content-encoding', wanted: 'a list of codings', isSound: isTokenList }],
  ['content-range', { rule: 'http-content-range', wanted: 'a range and a length', isSound: isContentRange }],
  ['content-type', { rule: 'http-content-type', wanted: 'a media type', isSound: isMediaType }],
  ['date', DATE],
  ['etag', { rule: 'http-etag', wanted: 'a tag in quotes', isSound: (value) => !!EntityTag.parse(value) }],
  ['expires', DATE],
  ['last-modified', DATE],
  ['proxy-authenticate', { rule: 'http-proxy-challenge', ...CHALLENGES }],
  [
    'retry-after',
    { rule: 'http-retry-after', wanted: 'seconds or a date', isSound: (v) => isSeconds(v) || isDate(v) },
  ],
  ['vary', { rule: 'http-vary', wanted: 'a list of field names', isSound: isTokenList }],
  ['www-authenticate', { rule: 'http-challenge', ...CHALLENGES }],
]);

/** Caches results, because values repeat. */
function remembering(syntaxes: readonly (readonly [name: string, syntax: Syntax])[]): Map<string, Syntax> {
  return new Map(
    syntaxes.map(([name, syntax]) => [name, { ...syntax, isSound: withParseCache(syntax.isSound) }]),
  );
}

/** Finds malformed fields. */
export function fieldFindings({ head }: Answer): Finding[] {
  const findings: Finding[] = [];
  for (const [name, value] of head.headers) {
    const syntax = SYNTAXES.get(name.toLowerCase());
    if (!syntax || syntax.isSound(value)) continue;
    const text = `${name} is ${JSON.stringify(value)}, which is not ${syntax.wanted}`;
    findings.push({ rule: syntax.rule, text });
  }
  return findings;
}

function isTokenList(value: string): boolean {
  return value === '' || isFilledTokenList(value);
}

function isFilledTokenList(value: string): boolean {
  return splitKeepingEmpty(value, ',').every(isToken);
}

function isSeconds(value: string): boolean {
  return parseWholeNumber(value) !== undefined;
}

/** Accepts only the form that may be sent, with the right name of the day. A `Date` cannot represent a leap second. */
function isDate(value: string): boolean {
  const known = value.replace(/:60 GMT$/, ':59 GMT');
  const date = parseHttpDate(known);
  return date !== undefined && formatHttpDate(date) === known;
}

function isChallengeList(value: string): boolean {
  const challenges = [...readAuthParts(value)];
  return challenges.length > 0 && !challenges.includes(undefined);
}

function isDirectiveList(value: string): boolean {
  return value === '' || splitKeepingEmpty(value, ',').every(isDirective);
}

function isDirective(piece: string): boolean {
  if (SECONDS.test(piece)) return isSeconds(piece.slice(piece.indexOf('=') + 1));
  return isToken(piece) || isParam(piece);
}

/** Empty parameters are legal, but spaces around the `=` are not (section 5.6.6). */
function isMediaType(value: string): boolean {
  const [, ...params] = splitKeepingEmpty(value, ';');
  return MediaType.parse(value) !== undefined && params.every((piece) => piece === '' || isParam(piece));
}

function isParam(piece: string): boolean {
  const equals = piece.indexOf('=');
  return (
    isToken(piece.slice(0, Math.max(equals, 0))) && readTokenOrQuoted(piece.slice(equals + 1)) !== undefined
  );
}

function isContentRange(value: string): boolean {
  return ContentRange.parse(value) !== undefined || OTHER_UNIT.test(value);
}
