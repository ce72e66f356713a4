/**
 * The head of a CGI program's response (RFC 3875, section 6.2).
 *
 * @module
 */
import { readContentLength } from '../../headers/content-length.ts';
import { isFieldValue, isToken, trimWhitespace } from '../../headers/grammar/field-value.ts';
import { withoutHopByHop } from '../../headers/hop-by-hop.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import { readStatusLine, registeredReason, type Status } from '../../wsgi/status.ts';
import { ProgramFault } from './program-fault.ts';

/** The parsed head of a program's response. */
export interface ProgramHead {
  /** `'404 Not Found'` */
  readonly status: string;
  readonly code: number;
  /** Without hop-by-hop fields and those addressed to the server. */
  readonly fields: HeaderList;
  /** The declared length of the body in bytes. */
  readonly length: number | undefined;
  /** The path and query that the server should respond with, if the head consists only of that (section 6.2.2). */
  readonly localPath: string | undefined;
}

/** The fields through which a program addresses the server, each at most once (section 6.3). */
const CGI_FIELDS = ['content-type', 'location', 'status'] as const;
/** Extension fields, which are not for the client (section 6.3.5). */
const FOR_SERVER = /^x-cgi-/i;
const STATUS_LINE = /^HTTP\/\d(?:\.\d)? +(.*)$/;
const STATUS = /^(\d{3})(?: +(.*))?$/;
const LOCAL_PATH = /^\/(?!\/)[^#]*$/;

/**
 * Parses a head from its lines.
 *
 * Lines that begin with white space continue the previous field. The status defaults to 200, or to 302 with a
 * Location; a missing reason is replaced by the registered one.
 *
 * @param lines native strings.
 * @param nph whether it is the head of a complete HTTP message, with a status line.
 * @throws ProgramFault when it is malformed.
 */
export function readHead(lines: readonly string[], nph: boolean): ProgramHead {
  return nph ? readMessageHead(lines) : readDocumentHead(lines);
}

/**
 * Rejects a head that did not end.
 *
 * @param why what happened instead.
 * @throws ProgramFault always: for the first malformed line among the complete ones, if there is one.
 */
export function refuseUnended(lines: readonly string[], nph: boolean, why: string): never {
  readFields(nph ? lines.slice(1) : lines);
  throw new ProgramFault('no-header-end', `${why} before an empty line ended the head`);
}

function readMessageHead([line = '', ...lines]: readonly string[]): ProgramHead {
  const status = STATUS_LINE.exec(line)?.[1];
  if (status === undefined) throw new ProgramFault('bad-status', `not a status line: ${quoted(line)}`);
  const fields = readFields(lines);
  if (fields.some(([name]) => name.toLowerCase() === 'transfer-encoding')) {
    throw new ProgramFault('bad-field', 'the body has a transfer coding; write it as it is');
  }
  return headOf(readStatus(status), fields, undefined);
}

function readDocumentHead(lines: readonly string[]): ProgramHead {
  const fields = readFields(lines).filter(([name]) => !FOR_SERVER.test(name));
  const [type, location, status] = CGI_FIELDS.map((name) => onlyValue(fields, name));
  if (type === undefined && location === undefined && status === undefined) {
    throw new ProgramFault('no-fields', 'the head has none of Content-Type, Location and Status');
  }
  if (location === '') throw new ProgramFault('bad-location', 'the Location is empty');
  const isAlone = fields.length === 1 && location !== undefined && LOCAL_PATH.test(location);
  return headOf(
    readStatus(status ?? (location === undefined ? '200' : '302')),
    fields.filter(([name]) => name.toLowerCase() !== 'status'),
    isAlone ? location : undefined,
  );
}

function headOf({ code, reason }: Status, fields: HeaderList, localPath: string | undefined): ProgramHead {
  const lengths = fields.filter(([name]) => name.toLowerCase() === 'content-length');
  const said = lengths.length > 0 ? lengths.map(([, value]) => value).join(',') : undefined;
  const length = readContentLength(said);
  if (said !== undefined && length === undefined) {
    throw new ProgramFault('bad-content-length', `not a Content-Length: ${quoted(said)}`);
  }
  // RFC 9110, section 8.6: a list of equal lengths is passed on as a single one.
  const once = fields.flatMap((field): HeaderList => {
    if (!lengths.includes(field)) return [field];
    return field === lengths[0] ? [[field[0], String(length)]] : [];
  });
  return { status: `${code} ${reason}`, code, fields: withoutHopByHop(once), length, localPath };
}

function readFields(lines: readonly string[]): HeaderList {
  const folded: [name: string, parts: string[]][] = [];
  for (const line of lines) {
    const last = folded.at(-1);
    if (last && /^[ \t]/.test(line)) last[1].push(trimWhitespace(line));
    else folded.push(fieldFrom(line));
  }
  return folded.map(([name, parts]) => {
    const value = parts.filter((part) => part !== '').join(' ');
    if (!isFieldValue(value)) throw new ProgramFault('bad-field', `bad value of ${name}: ${quoted(value)}`);
    return [name, value];
  });
}

function fieldFrom(line: string): [name: string, parts: string[]] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon));
  if (!isToken(name)) throw new ProgramFault('bad-field', `not a header field: ${quoted(line)}`);
  return [name, [trimWhitespace(line.slice(colon + 1))]];
}

function onlyValue(fields: HeaderList, wanted: string): string | undefined {
  const [value, ...others] = fields.filter(([name]) => name.toLowerCase() === wanted).map(([, text]) => text);
  if (others.length > 0) throw new ProgramFault('repeated-field', `the field ${wanted} appears twice`);
  return value;
}

function readStatus(text: string): Status {
  const [, digits = '', said = ''] = STATUS.exec(text) ?? [];
  const status = readStatusLine(`${digits} ${said}`);
  if (!status || status.code < 200 || status.code > 599) {
    throw new ProgramFault('bad-status', `not a status from 200 to 599: ${quoted(text)}`);
  }
  return { code: status.code, reason: said || (registeredReason(status.code) ?? '') };
}

/** Enough of a text to recognize it. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
