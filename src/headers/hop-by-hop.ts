/**
 * The fields that apply to a single hop and are not passed on (RFC 9110, section 7.6.1).
 *
 * @module
 */
import type { HeaderList } from '../wsgi/contract.ts';
import { parseTokenList } from './grammar/list-header.ts';

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a field of this name always applies to a single hop. */
export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name.toLowerCase());
}

/**
 * The fields that a message keeps when it is passed on: all but the hop-by-hop fields and those that its
 * `Connection` names.
 *
 * @example
 * ```ts
 * withoutHopByHop([['Connection', 'close, X-Trace'], ['X-Trace', '7'], ['Vary', 'Accept']]); // [['Vary', 'Accept']]
 * ```
 */
export function withoutHopByHop(fields: HeaderList): HeaderList {
  const dropped = new Set(HOP_BY_HOP);
  for (const [name, value] of fields) {
    if (name.toLowerCase() !== 'connection') continue;
    for (const token of parseTokenList(value)) dropped.add(token.toLowerCase());
  }
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()));
}
