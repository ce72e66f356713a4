/**
 * Checks that `Vary` names the fields that a response depends on (RFC 9110, section 12.5.5; RFC 9111, section 4.1).
 *
 * @module
 */
import { CacheControl } from '../../headers/cache-control.ts';
import { mayGuessFreshness } from '../../headers/freshness.ts';
import { getField } from '../../headers/lists/header-list.ts';
import { Vary } from '../../headers/vary.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { type LintWarning, warningOf } from './findings.ts';

/** A complete response. */
export interface VaryAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly bytes: Uint8Array;
}

/** Requests the same resource with these fields; `undefined` omits a field. */
export type VaryAsk = (fields: Readonly<Record<string, string | undefined>>) => Promise<VaryAnswer>;

/** The values to request with, for each field; `undefined` omits the field. */
export type VaryProbes = Readonly<Record<string, readonly (string | undefined)[]>>;

/** The fields that responses commonly depend on, each with sufficiently different values. */
export const NEGOTIATION: VaryProbes = {
  Accept: [undefined, 'text/html', 'application/json', 'text/plain', 'image/webp'],
  'Accept-Encoding': ['identity', 'gzip', 'br', 'zstd'],
  'Accept-Language': [undefined, 'en', 'de', 'fr', 'es', 'ja', 'zh'],
  Origin: [undefined, 'https://one.example', 'https://two.example'],
};

/**
 * Requests with several values of each field, and finds the fields on which the responses depend although their
 * `Vary` does not name them, so that a cache would give one client a response made for another. A response that no
 * shared cache may store needs no `Vary`.
 *
 * The first value is requested again after each other one: any difference between these two responses is not caused
 * by the field.
 *
 * @example
 * ```ts
 * const ask: VaryAsk = async ({ Accept = '' }) => ({ status: 200, headers: [], bytes: Buffer.from(Accept) });
 * const [finding] = await varyFindings(ask);
 * finding?.rule; // 'http-vary-missing'
 * ```
 */
export async function varyFindings(ask: VaryAsk, probes: VaryProbes = NEGOTIATION): Promise<LintWarning[]> {
  const findings: LintWarning[] = [];
  for (const [field, [usual, ...others]] of Object.entries(probes)) {
    const finding = await firstDifference(ask, field, usual, others);
    if (finding !== undefined) findings.push(warningOf('http-vary-missing', finding));
  }
  return findings;
}

/** A response and its request, for a message. */
interface Asked {
  readonly request: string;
  readonly answer: VaryAnswer;
}

async function firstDifference(
  ask: VaryAsk,
  field: string,
  usual: string | undefined,
  others: readonly (string | undefined)[],
): Promise<string | undefined> {
  const asked = async (value: string | undefined): Promise<Asked> => ({
    request: value === undefined ? `without ${field}` : `with ${field}: ${value}`,
    answer: await ask({ [field]: value }),
  });
  let before = await asked(usual);
  for (const value of others) {
    const other = await asked(value);
    const after = await asked(usual);
    const differing = differences(before.answer, other.answer, after.answer);
    const silent = [before, other].find(({ answer }) => isStored(answer) && !varyOf(answer).has(field));
    if (differing.length > 0 && silent) {
      const requests = `${before.request} and ${other.request}`;
      return `asked ${requests}, the answers differ in ${differing.join(' and ')}, but asked ${silent.request}, Vary lacks ${field}`;
    }
    before = after;
  }
  return undefined;
}

/** The aspects that are equal in the first and last responses, but different in the middle one. */
function differences(before: VaryAnswer, between: VaryAnswer, after: VaryAnswer): string[] {
  const [one, other, again] = [aspectsOf(before), aspectsOf(between), aspectsOf(after)];
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) === again.get(name) && one.get(name) !== other.get(name));
}

function aspectsOf({ status, headers, bytes }: VaryAnswer): Map<string, string> {
  const aspects = new Map([
    ['status', String(status)],
    ['content', Buffer.from(bytes).toString('latin1')],
  ]);
  for (const [name] of headers) {
    const lower = name.toLowerCase();
    if (lower !== 'vary') aspects.set(lower, String(getField(headers, name)));
  }
  return aspects;
}

function varyOf({ headers }: VaryAnswer): Vary {
  return Vary.parse(getField(headers, 'Vary'));
}

/** Whether a shared cache may store the response without explicit permission (RFC 9111, section 3). */
function isStored({ status, headers }: VaryAnswer): boolean {
  const control = CacheControl.parse(getField(headers, 'Cache-Control'));
  if (control.noStore || control.private === true) return false;
  const isExplicit = control.public || control.maxAge !== undefined || control.sMaxage !== undefined;
  return isExplicit || getField(headers, 'Expires') !== undefined || mayGuessFreshness(status);
}
