/**
 * The header fields that go out with a response, whatever the application put into them (RFC 9110, sections 6.4.1
 * and 8.6; RFC 9112, section 6).
 *
 * @module
 */
import { assertHeaderList, copyOf, deleteField, getField, setField } from './headers/header-list.ts';
import type { HeaderList } from './wsgi.ts';

/**
 * A copy of the fields that fits the body: its length where one is declared, none for 1xx and 204, 0 for 205. What
 * a 304 or an empty answer to HEAD declares is the length of what is not sent, and stays.
 *
 * @param length tells the number of bytes of the body, where it is known.
 * @throws TypeError when a field cannot be sent.
 */
export function fieldsToSend(
  status: number,
  headerList: HeaderList,
  isHead: boolean,
  length: () => number | undefined,
): HeaderList {
  const fields = copyOf(headerList);
  assertHeaderList(fields);
  if (status < 200 || status === 204 || status === 205) {
    deleteField(fields, 'Content-Length');
    deleteField(fields, 'Transfer-Encoding');
    if (status === 205) setField(fields, 'Content-Length', '0');
    return fields;
  }
  const declared = getField(fields, 'Content-Length');
  if (status === 304 || declared === undefined) return fields;
  const bytes = length();
  const isRight = bytes === undefined || (isHead && bytes === 0) || declared === String(bytes);
  if (!isRight) setField(fields, 'Content-Length', String(bytes));
  return fields;
}
