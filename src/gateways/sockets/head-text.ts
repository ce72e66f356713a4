/**
 * The head of a response, as programs behind a web server write it (RFC 3875, section 6.3).
 *
 * @module
 */
import type { HeaderList } from '../../wsgi/contract.ts';

/**
 * Writes status and fields, which are checked, up to and with the empty line: a native string. `Status` is always said,
 * because a `Location` alone means other things to each web server, and is the gateway's to say.
 */
export function headText(code: number, reason: string, fields: HeaderList): string {
  let text = `Status: ${code} ${reason}\r\n`;
  for (const [name, value] of fields) {
    if (name.length !== 6 || name.toLowerCase() !== 'status') text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}
