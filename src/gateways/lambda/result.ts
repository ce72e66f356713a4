/**
 * Formats responses for Lambda, in the format of the event.
 *
 * @module
 */
import { groupedFields } from '../../headers/lists/header-list.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { type LambdaEvent, sourceOf } from './event.ts';

/** The head of a response. */
export interface LambdaHead {
  readonly statusCode: number;
  /** For a load balancer: `'200 OK'`. */
  readonly statusDescription?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  /** In format 2.0: the values of Set-Cookie. */
  readonly cookies?: readonly string[];
}

/** A response. */
export interface LambdaResult extends LambdaHead {
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const SET_COOKIE = 'set-cookie';

/**
 * The head of a response to an event.
 *
 * A load balancer without multi-value headers accepts each name once. Several cookies are then sent as fields whose
 * names differ in case.
 */
export function headFor(event: LambdaEvent, code: number, reason: string, fields: HeaderList): LambdaHead {
  const { kind } = sourceOf(event);
  const all = groupedFields(fields);
  if (kind === 'format 2.0') {
    const cookies = all.get(SET_COOKIE)?.[1] ?? [];
    all.delete(SET_COOKIE);
    return { statusCode: code, headers: joined([...all.values()]), cookies };
  }
  if (kind === 'format 1.0') return { statusCode: code, multiValueHeaders: listed([...all.values()]) };
  const statusDescription = `${code} ${reason}`;
  if (event.multiValueHeaders) {
    return { statusCode: code, statusDescription, multiValueHeaders: listed([...all.values()]) };
  }
  const cookies = all.get(SET_COOKIE)?.[1] ?? [];
  all.delete(SET_COOKIE);
  const apart = cookies.map((cookie, i): Named => [inCases(SET_COOKIE, i), [cookie]]);
  return { statusCode: code, statusDescription, headers: joined([...all.values(), ...apart]) };
}

/** The result with a body: as text if it is UTF-8, which preserves its bytes; else in base64. */
export function resultOf(head: LambdaHead, body: Uint8Array | string): LambdaResult {
  const text = typeof body === 'string' ? body : textOf(body);
  if (text !== undefined) return { ...head, body: text, isBase64Encoded: false };
  return { ...head, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

type Named = [name: string, values: string[]];

function joined(fields: readonly Named[]): Record<string, string> {
  return Object.fromEntries(fields.map(([name, values]) => [name, values.join(', ')]));
}

function listed(fields: readonly Named[]): Record<string, string[]> {
  return Object.fromEntries(fields);
}

/**
 * A name with the letters in upper case whose positions are set in a number, so that each number gives a different
 * spelling.
 */
function inCases(name: string, number: number): string {
  let bits = number;
  return name.replace(/[a-z]/g, (letter) => {
    const isUpper = bits % 2 === 1;
    bits = Math.floor(bits / 2);
    return isUpper ? letter.toUpperCase() : letter;
  });
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
