/**
 * Writes whole HTTP/1 messages (RFC 9112).
 *
 * @module
 */
import { assertFieldName, assertFieldValue, isFieldValue } from '../headers/grammar/field-value.ts';
import { concat } from '../wsgi/app-iter.ts';
import { bytesFromNative } from '../wsgi/native-string.ts';
import type { Message } from './parse.ts';

/**
 * Writes a message. It does not add the body's length, which must be among the fields.
 *
 * @throws TypeError when the start line or a field cannot be sent.
 */
export function formatMessage({ startLine, fields, body }: Message): Uint8Array {
  if (!isFieldValue(startLine)) throw new TypeError(`invalid start line: ${JSON.stringify(startLine)}`);
  let head = `${startLine}\r\n`;
  for (const [name, value] of fields) {
    assertFieldName(name);
    assertFieldValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return concat([bytesFromNative(`${head}\r\n`), body]);
}
