/**
 * The head of a response, as programs inside a web server write it (RFC 3875, section 6.3).
 *
 * @module
 */
import type { HeaderList } from '../../wsgi/contract.ts';

/**
 * Writes status and fields, which must be checked, including the empty line, as a native string. `Status` is always
 * written, because each web server interprets a `Location` without it differently, and because the gateway decides
 * it.
 */
export function headText(code: number, reason: string, fields: HeaderList): string {
  let text = `Status: ${code} ${reason}\r\n`;
  for (const [name, value] of fields) {
    if (name.length !== 6 || name.toLowerCase() !== 'status') text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}
