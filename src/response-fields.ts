/**
 * The header fields that go out with a response, whatever the application put into them (RFC 9110, sections 6.4.1
 * and 8.6; RFC 9112, section 6).
 *
 * @module
 */
import { assertHeaderList, ResponseHeaders } from './headers/response-headers.ts';
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
  if (status < 200 || status === 204) return withoutFraming(fields);
  if (status === 205) return [...withoutFraming(fields), ['Content-Length', '0']];
  if (status === 304 || !fields.some(isContentLength)) return fields;
  const bytes = length();
  if (bytes !== undefined && !(isHead && bytes === 0)) {
    new ResponseHeaders(() => fields).set('Content-Length', String(bytes));
  }
  return fields;
}

/** A list of its own with the same fields. */
export function copyOf(list: HeaderList): HeaderList {
  return list.map(([name, value]) => [name, value]);
}

/** Whether it is the field of that name. */
export function isFieldNamed([name]: HeaderList[number], lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase;
}

function withoutFraming(fields: HeaderList): HeaderList {
  return fields.filter((field) => !isContentLength(field) && !isFieldNamed(field, 'transfer-encoding'));
}

function isContentLength(field: HeaderList[number]): boolean {
  return isFieldNamed(field, 'content-length');
}
