/**
 * The rules for an environ (PEP 3333, "environ Variables"; RFC 3875, section 4.1).
 *
 * @module
 */
import { isToken } from '../../headers/grammar/field-value.ts';
import { parseWholeNumber } from '../../headers/grammar/whole-number.ts';
import type { Environ } from '../../wsgi/contract.ts';
import type { Findings } from './findings.ts';
import { isByteSource, isNative } from './values.ts';

/** The keys of every environ. Those of the path are checked separately, because one of the two is enough. */
const REQUIRED = [
  'REQUEST_METHOD',
  'SERVER_NAME',
  'SERVER_PORT',
  'SERVER_PROTOCOL',
  'wsgi.version',
  'wsgi.url_scheme',
  'wsgi.input',
  'wsgi.errors',
  'wsgi.multithread',
  'wsgi.multiprocess',
  'wsgi.run_once',
];

const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ['HTTP_CONTENT_TYPE', 'CONTENT_TYPE'],
  ['HTTP_CONTENT_LENGTH', 'CONTENT_LENGTH'],
]);

/** The registered methods (IANA, HTTP Method Registry). */
const METHODS = new Set(
  `ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR
  MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PRI PROPFIND PROPPATCH PUT QUERY REBIND REPORT
  SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL`.split(/\s+/),
);

/**
 * Checks an environ.
 *
 * @throws LintError if it is not what an application can rely on.
 */
export function checkEnviron(environ: unknown, findings: Findings): asserts environ is Environ {
  if (!isPlain(environ)) findings.fail('environ-type', 'the environ is not a plain object');
  checkKeys(environ, findings);
  checkServer(environ, findings);
  checkMethod(String(environ.REQUEST_METHOD), findings);
  checkPath(environ, findings);
  checkContentLength(environ.CONTENT_LENGTH, findings);
}

type Unchecked = Readonly<Record<string, unknown>>;

function isPlain(environ: unknown): environ is Unchecked {
  return typeof environ === 'object' && environ !== null && !Array.isArray(environ);
}

function checkKeys(environ: Unchecked, findings: Findings): void {
  for (const key of REQUIRED) {
    if (environ[key] === undefined) findings.fail('environ-missing-key', `the environ has no ${key}`);
  }
  for (const key of Object.keys(environ)) {
    if (key.includes('.')) continue;
    const value = environ[key];
    if (value === undefined) continue;
    const right = FORBIDDEN.get(key);
    if (right !== undefined) findings.fail('environ-http-content', `the environ has ${key}: use ${right}`);
    if (typeof value !== 'string') {
      findings.fail('environ-value-type', `${key} is of the type ${typeof value}: make it a string`);
    }
    if (!isNative(value)) {
      findings.fail(
        'environ-native-string',
        `${key} has a character beyond U+00FF: use nativeFromText of wheatpaste/wsgi`,
      );
    }
  }
  if (environ.QUERY_STRING === undefined) {
    findings.warn('environ-query-string', 'the environ has no QUERY_STRING: set it to an empty string');
  }
}

function checkServer(environ: Unchecked, findings: Findings): void {
  const { 'wsgi.version': version, 'wsgi.url_scheme': scheme, 'wsgi.errors': errors } = environ;
  if (!Array.isArray(version) || version.length !== 2 || version[0] !== 1 || version[1] !== 0) {
    findings.fail('environ-version', `wsgi.version is ${shown(version)}: make it [1, 0]`);
  }
  if (scheme !== 'http' && scheme !== 'https') {
    findings.fail('environ-url-scheme', `wsgi.url_scheme is ${shown(scheme)}: make it 'http' or 'https'`);
  }
  if (!isByteSource(environ['wsgi.input'])) {
    findings.fail('environ-input', 'wsgi.input is not an iterable of chunks of bytes');
  }
  if (typeof (errors as { write?: unknown } | null)?.write !== 'function') {
    findings.fail('environ-errors', 'wsgi.errors has no write()');
  }
}

function checkMethod(method: string, findings: Findings): void {
  if (METHODS.has(method)) return;
  const text = `REQUEST_METHOD is ${shown(method)}`;
  if (!isToken(method)) findings.fail('environ-method', `${text}, which is not a token`);
  findings.warn('environ-method', `${text}, which is not a registered method`);
}

function checkPath({ SCRIPT_NAME, PATH_INFO }: Unchecked, findings: Findings): void {
  const script = String(SCRIPT_NAME ?? '');
  const path = String(PATH_INFO ?? '');
  if (script === '/') {
    findings.fail('environ-script-name-slash', 'SCRIPT_NAME is "/": make it "" and PATH_INFO "/"');
  }
  if (script !== '' && !script.startsWith('/')) {
    findings.fail('environ-script-name', `SCRIPT_NAME is ${shown(script)}: it begins with a slash`);
  }
  if (script.endsWith('/')) {
    findings.warn(
      'environ-script-name',
      `SCRIPT_NAME is ${shown(script)}: its last slash belongs to PATH_INFO`,
    );
  }
  if (path !== '' && !path.startsWith('/')) {
    findings.fail('environ-path-info', `PATH_INFO is ${shown(path)}: it begins with a slash`);
  }
  if (PATH_INFO === undefined && script === '') {
    findings.fail('environ-path-missing', 'the environ has neither SCRIPT_NAME nor PATH_INFO');
  }
}

function checkContentLength(length: unknown, findings: Findings): void {
  if (length === undefined || length === '' || parseWholeNumber(String(length)) !== undefined) return;
  findings.fail(
    'environ-content-length',
    `CONTENT_LENGTH is ${shown(length)}: make it digits, or leave it out`,
  );
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
