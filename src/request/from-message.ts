/**
 * Reads requests from whole HTTP/1 messages (RFC 9112, section 3).
 *
 * @module
 */

import { isToken } from '../headers/grammar/field-value.ts';
import { addField } from '../headers/lists/environ-keys.ts';
import { parseMessage } from '../messages/parse.ts';
import { Host } from '../url/host.ts';
import { percentDecode } from '../url/percent-encoding.ts';
import { defaultPort, requestedPath, splitTarget } from '../url/target.ts';
import type { Environ } from '../wsgi/contract.ts';
import { newEnviron } from '../wsgi/new-environ.ts';

const REQUEST_LINE = /^([^ ]+) ([^ ?][^ ]*) (HTTP\/1\.[01])$/;

/**
 * The environ of a whole request message.
 *
 * @throws TypeError when it is malformed, ends too early or continues after its body.
 */
export function environFromMessage(bytes: Uint8Array): Environ {
  const { startLine, fields, body } = parseMessage(bytes);
  const [, method = '', target = '', protocol = ''] = REQUEST_LINE.exec(startLine) ?? [];
  if (!isToken(method)) throw new TypeError(`Malformed request line: ${JSON.stringify(startLine)}.`);

  const environ = newEnviron();
  Object.assign(environ, { REQUEST_METHOD: method, SERVER_PROTOCOL: protocol, 'wsgi.input': [body] });
  for (const [name, value] of fields) addField(environ, name, value);
  if (environ.HTTP_TRANSFER_ENCODING !== undefined) {
    delete environ.HTTP_TRANSFER_ENCODING;
    environ.CONTENT_LENGTH = String(body.byteLength);
  }
  setTarget(environ, target);
  return environ;
}

function setTarget(environ: Environ, target: string): void {
  const isConnect = environ.REQUEST_METHOD === 'CONNECT';
  const parts = isConnect ? { path: '', query: '', authority: target } : splitTarget(target);
  if (!parts) throw new TypeError(`Malformed request target: ${JSON.stringify(target)}.`);
  environ.REQUEST_URI = target;
  environ.PATH_INFO = percentDecode(isConnect ? '' : requestedPath(parts, environ.REQUEST_METHOD));
  environ.QUERY_STRING = parts.query;
  if (parts.scheme !== undefined) environ['wsgi.url_scheme'] = parts.scheme;
  if (environ.HTTP_HOST !== undefined) Host.from(environ.HTTP_HOST);
  if (parts.authority === undefined) return;
  const host = Host.from(parts.authority);
  environ.SERVER_NAME = host.domain;
  environ.SERVER_PORT = String(host.port ?? defaultPort(environ['wsgi.url_scheme']));
  if (environ.HTTP_HOST !== undefined) environ.HTTP_HOST = parts.authority;
}
