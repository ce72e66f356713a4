/**
 * The environment variables of a CGI program (RFC 3875, section 4.1).
 *
 * @module
 */
import { parseTokenList } from '../../headers/grammar/list-header.ts';
import { isHopByHop } from '../../headers/hop-by-hop.ts';
import { headerName } from '../../headers/lists/environ-keys.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeAt, textFromNative } from '../../wsgi/native-string.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { required } from '../../wsgi/required.ts';
import type { Variables } from '../../wsgi/variables.ts';
import type { CGIOptions } from './cgi-options.ts';

/** Keys of an environ that are passed unchanged: the variables of section 4.1, and those that web servers add. */
const TAKEN = [
  'AUTH_TYPE',
  'CONTENT_TYPE',
  'PATH_INFO',
  'REMOTE_ADDR',
  'REMOTE_HOST',
  'REMOTE_IDENT',
  'REMOTE_PORT',
  'REMOTE_USER',
  'REQUEST_METHOD',
  'REQUEST_URI',
  'SCRIPT_NAME',
  'SERVER_ADDR',
  'SERVER_NAME',
  'SERVER_PORT',
  'SERVER_PROTOCOL',
];
/** Variables that this gateway sets itself. */
const SAID = [
  'CONTENT_LENGTH',
  'DOCUMENT_ROOT',
  'GATEWAY_INTERFACE',
  'HTTPS',
  'PATH_TRANSLATED',
  'QUERY_STRING',
  'REDIRECT_STATUS',
  'REQUEST_SCHEME',
  'SCRIPT_FILENAME',
  'SERVER_SOFTWARE',
];
const OF_REQUEST = new Set([...TAKEN, ...SAID]);
const FROM_CLIENT = /^HTTP_[A-Z0-9_]+$/;
const FROM_TLS = /^SSL_[A-Z0-9_]+$/;
/** A setting of programs, which a client could forge (section 4.1.18). */
const FORGED = 'HTTP_PROXY';

/** The options that determine a program's variables. */
export type VariableOptions = Pick<CGIOptions, 'env' | 'inheritEnv' | 'passAuthorization'>;

/**
 * The variables of a program for a request, as text: values that an environ holds as bytes are decoded as UTF-8,
 * which is how node writes them.
 *
 * Fields of the client are left out if they are hop-by-hop, if their name cannot be that of a variable, and if they
 * are `Proxy` or, unless enabled, `Authorization`.
 *
 * @param length the length of the body in bytes; `undefined` if there is none.
 * @param script `SCRIPT_FILENAME`, and variables of the place in which the program was found.
 * @throws BadRequestError (400) when a variable has a NUL.
 */
export function programVariables(
  environ: Environ,
  length: number | undefined,
  script: Variables,
  { env, inheritEnv = ['PATH'], passAuthorization = false }: VariableOptions,
): Record<string, string> {
  const scheme = required(environ, 'wsgi.url_scheme');
  const variables: Record<string, string | undefined> = Object.create(null);
  for (const name of inheritEnv) if (!isOfRequest(name)) variables[name] = process.env[name];
  for (const name of TAKEN) take(variables, environ, name);
  const kept = new Set(parseTokenList(environ.HTTP_CONNECTION?.toLowerCase()));
  if (!passAuthorization) kept.add('authorization');
  for (const name of Object.keys(environ)) {
    if (FROM_TLS.test(name) || isForPrograms(name, kept)) take(variables, environ, name);
  }
  Object.assign(variables, {
    GATEWAY_INTERFACE: 'CGI/1.1',
    QUERY_STRING: textFromNative(nativeAt(environ, 'QUERY_STRING')),
    SERVER_SOFTWARE: textFromNative(nativeAt(environ, 'SERVER_SOFTWARE')) || 'wheatpaste',
    REQUEST_SCHEME: scheme,
    HTTPS: scheme === 'https' ? 'on' : undefined,
    REDIRECT_STATUS: '200',
    CONTENT_LENGTH: length === undefined ? undefined : String(length),
    ...script,
    ...env,
  });
  return withoutNul(variables);
}

function take(variables: Record<string, string | undefined>, environ: Environ, name: string): void {
  if (environ[name] !== undefined) variables[name] = textFromNative(nativeAt(environ, name));
}

/** @param kept the lower-case names of the fields that are not passed. */
function isForPrograms(key: string, kept: ReadonlySet<string>): boolean {
  const name = FROM_CLIENT.test(key) && key !== FORGED ? headerName(key) : undefined;
  return name !== undefined && !isHopByHop(name) && !kept.has(name);
}

function isOfRequest(name: string): boolean {
  return OF_REQUEST.has(name) || /^(?:HTTP|SSL)_/.test(name);
}

function withoutNul(variables: Variables): Record<string, string> {
  const good: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) continue;
    if (value.includes('\0')) throw new BadRequestError(`The request has a NUL character in ${name}.`);
    good[name] = value;
  }
  return good;
}
