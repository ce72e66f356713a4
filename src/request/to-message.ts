/**
 * Writes requests as whole HTTP/1 messages (RFC 9112, section 3).
 *
 * @module
 */
import { withoutTransferCoding } from '../headers/framing.ts';
import { isToken } from '../headers/grammar/field-value.ts';
import { formatMessage } from '../messages/format.ts';
import type { RequestHead } from './head.ts';

const PROTOCOL = /^HTTP\/1\.[01]$/;

/**
 * A request with its body as a whole message. Its target is in absolute form (section 3.2.2) if the path alone
 * would not restore the URL; an empty path is sent as `/` (section 3.2.1). Its version is HTTP/1.1, whatever
 * version the request arrived in.
 *
 * @throws TypeError when a part of it cannot be sent, BadRequestError when its Host is malformed.
 */
export function messageFromRequest(request: RequestHead, body: Uint8Array): Uint8Array {
  const { environ, method, httpVersion } = request;
  if (!isToken(method)) throw new TypeError(`invalid method: ${JSON.stringify(method)}`);
  const target = targetOf(request);
  const fields = withoutTransferCoding([...request.headers]);
  if (body.byteLength > 0 && environ.CONTENT_LENGTH === undefined) {
    fields.push(['content-length', String(body.byteLength)]);
  }
  const startLine = `${method} ${target} ${PROTOCOL.test(httpVersion) ? httpVersion : 'HTTP/1.1'}`;
  return formatMessage({ startLine, fields, body });
}

function targetOf({ environ, method, scheme, host, pathQs }: RequestHead): string {
  if (method === 'CONNECT') return host;
  const isOrdinary = scheme === 'http' && environ.HTTP_HOST !== undefined;
  const isAsterisk = method === 'OPTIONS' && pathQs === '';
  if (isOrdinary && isAsterisk) return '*';
  const target = isAsterisk || pathQs.startsWith('/') ? pathQs : `/${pathQs}`;
  return isOrdinary ? target : `${scheme}://${environ.HTTP_HOST ?? host}${target}`;
}
