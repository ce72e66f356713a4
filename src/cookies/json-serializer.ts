/**
 * Values as JSON, in the same bytes that Python's `json.dumps` writes.
 *
 * @module
 */
import { jsonText } from '../wsgi/json-text.ts';
import type { Serializer } from './serializer.ts';

/**
 * Writes JSON as Python does: a space after `,` and `:`, and `\u` escapes for characters beyond ASCII. (The only
 * differences: fractions nearer to zero than 0.0001 are formatted differently, and integer keys come first.)
 *
 * @example
 * ```ts
 * const serializer = new JSONSerializer();
 * serializer.dumps({ user: 'Zoë', roles: [1, 2] }); // '{"user": "Zo\\u00eb", "roles": [1, 2]}'
 * serializer.loads('{"user": "Zo\\u00eb"}'); // { user: 'Zoë' }
 * serializer.loads('{"user"'); // throws SyntaxError
 * ```
 */
export class JSONSerializer<T = unknown> implements Serializer<T> {
  /** @throws TypeError when JSON cannot express the value: `undefined`, a function, a BigInt, a circular reference. */
  dumps(value: T): string {
    // Indentation puts each member on its own line; JSON strings cannot contain a line break.
    return jsonText(value, 1)
      .replace(/,\n */g, ', ')
      .replace(/\n */g, '')
      .replace(/[\x7f-\uffff]/g, escapeUnit);
  }

  /** @throws SyntaxError when the text is not JSON. */
  loads(text: string): T {
    return JSON.parse(text);
  }
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
