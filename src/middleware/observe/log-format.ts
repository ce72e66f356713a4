/**
 * Apache's language for log formats (mod_log_config), with lines that cannot be forged.
 *
 * @module
 */
import { environKey } from '../../headers/lists/environ-keys.ts';
import { maskedValue } from '../../headers/lists/masked-fields.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';
import type { LogEntry, Logged } from './log-entry.ts';
import { clfTime } from './log-time.ts';

/** Makes the line of an exchange. */
export type LogFormat = (logged: Logged) => string;

const COMMON = '%h %l %u %t "%r" %>s %b';

/** The formats that have names. */
const NAMED: Readonly<Record<string, string>> = {
  common: COMMON,
  combined: `${COMMON} "%{Referer}i" "%{User-Agent}i"`,
};

const WORD = /^\w+$/;
const DIRECTIVE = /%(?:\{([^}]*)\}([io])|(>s|[^>{]))|([^%]+)|%[\s\S]{0,2}/g;
const UNSAFE = /[^ !#-[\]-~]/;
const UNSAFE_ALL = /[^ !#-[\]-~]/g;
/** Apache's escapes for some characters; others are `\xhh`. */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
/** Invisible characters, and those that affect others: controls, text directions, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The writer for a format: a name (`common`, `combined`, `json`), a text in Apache's language, or a function.
 *
 * @throws TypeError when the text contains an unknown directive, or is a word that is not a name.
 *
 * @example
 * ```ts
 * logFormat('%h %Z', false); // throws TypeError
 * ```
 */
export function logFormat(format: string | ((entry: LogEntry) => string), utc: boolean): LogFormat {
  if (typeof format === 'function') return ({ entry }) => seen(format(entry));
  if (format === 'json') return ({ entry }) => seen(jsonLine(entry));
  const named = Object.hasOwn(NAMED, format) ? NAMED[format] : undefined;
  if (named === undefined && (typeof format !== 'string' || WORD.test(format))) {
    const given = JSON.stringify(format);
    throw new TypeError(`unknown format of accessLog: ${given}; give a name, or directives such as %h`);
  }
  const pieces = piecesOf(named ?? format, utc);
  return (logged) => {
    let line = '';
    for (const piece of pieces) line += typeof piece === 'string' ? piece : piece(logged);
    return line;
  };
}

type Piece = string | LogFormat;

function piecesOf(format: string, utc: boolean): Piece[] {
  const directives = directivesFor(utc);
  return Array.from(format.matchAll(DIRECTIVE), ([whole, name, kind, letter = '', text]) => {
    if (text !== undefined) return text;
    if (name !== undefined) return kind === 'i' ? requestField(name) : responseField(name);
    const directive = directives[letter];
    if (directive) return directive;
    throw new TypeError(`unknown directive ${whole} in the format of accessLog; a percent sign is %%`);
  });
}

function directivesFor(utc: boolean): Readonly<Record<string, LogFormat>> {
  const time = clfTime(utc);
  const status: LogFormat = ({ entry }) => String(entry.status);
  return {
    '%': () => '%',
    h: ({ entry }) => shown(entry.remoteAddr),
    l: () => '-',
    u: ({ entry }) => shown(entry.user && nativeFromText(entry.user)),
    t: ({ entry }) => time(entry.time),
    r: ({ entry: { method, target, protocol } }) => escaped(`${method} ${target} ${protocol}`),
    m: ({ entry }) => escaped(entry.method),
    U: ({ entry }) => escaped(entry.target.replace(/\?.*/s, '')),
    q: ({ entry }) => escaped(/\?.*/s.exec(entry.target)?.[0] ?? ''),
    H: ({ entry }) => escaped(entry.protocol),
    s: status,
    '>s': status,
    b: ({ entry }) => (entry.bytes === 0 ? '-' : String(entry.bytes)),
    B: ({ entry }) => String(entry.bytes),
    D: ({ entry }) => String(Math.round(entry.duration * 1000)),
    T: ({ entry }) => String(Math.floor(entry.duration / 1000)),
  };
}

function requestField(name: string): LogFormat {
  if (/^referer$/i.test(name)) return ({ entry }) => shown(entry.referer);
  const key = environKey(name);
  return ({ environ }) => {
    const value = environ[key];
    return shown(typeof value === 'string' ? maskedValue(name, value) : undefined);
  };
}

function responseField(name: string): LogFormat {
  const wanted = name.toLowerCase();
  return ({ headers }) => {
    const values = headers.filter((field) => field[0].toLowerCase() === wanted).map((field) => field[1]);
    return shown(values.length > 0 ? maskedValue(name, values.join(', ')) : undefined);
  };
}

function shown(value: string | undefined): string {
  return value === undefined ? '-' : escaped(value);
}

/** Escapes as Apache does, so that a line stays a single line and its fields stay separate. */
function escaped(native: string): string {
  if (!UNSAFE.test(native)) return native;
  return native.replace(UNSAFE_ALL, (character) => {
    return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function jsonLine({ error, ...entry }: LogEntry): string {
  return JSON.stringify({ ...entry, ...(error !== undefined && { error: messageOf(error) }) });
}

function messageOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error without a message';
  }
}

/** A line with its invisible characters escaped as in JSON. */
function seen(line: string): string {
  return line.replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
