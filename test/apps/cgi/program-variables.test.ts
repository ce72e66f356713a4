import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programVariables, type VariableOptions } from '../../../src/apps/cgi/program-variables.ts';
import { BadRequestError } from '../../../src/wsgi/request-errors.ts';
import { soundEnviron } from '../../support/linted.ts';

const SCRIPT = { SCRIPT_FILENAME: '/cgi/app' };

function variablesOf(
  environ: Record<string, unknown>,
  options: VariableOptions = {},
  length?: number,
): Record<string, string> {
  return programVariables(soundEnviron(environ), length, SCRIPT, options);
}

describe('programVariables', () => {
  it('returns the variables that RFC 3875 requires, and others that programs need', () => {
    const environ = {
      SCRIPT_NAME: '/s',
      PATH_INFO: '/p',
      QUERY_STRING: 'q',
      REMOTE_ADDR: '::1',
      REMOTE_USER: 'u',
    };
    expect(variablesOf({ ...environ, REQUEST_URI: '/s/p?q', CONTENT_TYPE: 'a/b' }, {}, 7)).toMatchObject({
      ...environ,
      REQUEST_METHOD: 'GET',
      REQUEST_URI: '/s/p?q',
      CONTENT_TYPE: 'a/b',
      CONTENT_LENGTH: '7',
      GATEWAY_INTERFACE: 'CGI/1.1',
      SERVER_NAME: 'localhost',
      SERVER_PORT: '80',
      SERVER_PROTOCOL: 'HTTP/1.1',
      SERVER_SOFTWARE: 'wheatpaste',
      REQUEST_SCHEME: 'http',
      REDIRECT_STATUS: '200',
      SCRIPT_FILENAME: '/cgi/app',
    });
  });

  it('always sets a query string, and a length only if there is a body', () => {
    const variables = variablesOf({ QUERY_STRING: undefined });
    expect(variables.QUERY_STRING).toBe('');
    expect(variables).not.toHaveProperty('CONTENT_LENGTH');
    expect(variables).not.toHaveProperty('HTTPS');
  });

  it('describes the TLS connection', () => {
    const variables = variablesOf({ 'wsgi.url_scheme': 'https', SSL_PROTOCOL: 'TLSv1.3', SSL_odd: 'x' });
    expect(variables).toMatchObject({ HTTPS: 'on', REQUEST_SCHEME: 'https', SSL_PROTOCOL: 'TLSv1.3' });
    expect(variables).not.toHaveProperty('SSL_odd');
  });

  it.each([
    'HTTP_PROXY',
    'HTTP_CONTENT_TYPE',
    'HTTP_CONTENT_LENGTH',
    'HTTP_AUTHORIZATION',
    'HTTP_PROXY_AUTHORIZATION',
    'HTTP_TRANSFER_ENCODING',
    'HTTP_CONNECTION',
    'HTTP_X_HOP',
    'HTTP_X-Y',
    'HTTP_X.Y',
    'HTTP_lower',
    'PATH',
    'LD_PRELOAD',
    'SCRIPT_FILENAME',
    'PATH_TRANSLATED',
    'lower',
    'wsgi.version',
  ])("withholds the environ's %s", (name) => {
    const options = { inheritEnv: [] };
    const variables = variablesOf({ HTTP_CONNECTION: 'close, X-Hop', [name]: 'forged' }, options);
    expect(Object.values(variables)).not.toContain('forged');
  });

  it("passes the client's other fields", () => {
    const fields = {
      HTTP_HOST: 'h',
      HTTP_X_FOO: '1, 2',
      HTTP_CONTENT_ENCODING: 'gzip',
      HTTP_GIT_PROTOCOL: '2',
    };
    expect(variablesOf(fields)).toMatchObject(fields);
  });

  it('passes Authorization if the option asks for it', () => {
    expect(variablesOf({ HTTP_AUTHORIZATION: 'Basic x' }, { passAuthorization: true })).toMatchObject({
      HTTP_AUTHORIZATION: 'Basic x',
    });
  });

  it('decodes native strings, because node encodes them again', () => {
    const variables = variablesOf({ PATH_INFO: '/caf\xc3\xa9', HTTP_X: '\xff', QUERY_STRING: '\xc3\xa9' });
    expect(variables).toMatchObject({ PATH_INFO: '/café', HTTP_X: '\ufffd', QUERY_STRING: 'é' });
  });

  it('refuses NUL, which no variable can contain', () => {
    expect(() => variablesOf({ PATH_INFO: '/a\0b' })).toThrow(BadRequestError);
    expect(() => variablesOf({ PATH_INFO: '/a\0b' })).toThrow(/PATH_INFO/);
  });

  it('refuses text in place of a native string', () => {
    expect(() => variablesOf({ PATH_INFO: '/€' })).toThrow(TypeError);
    expect(() => variablesOf({ REMOTE_ADDR: 7 })).toThrow(TypeError);
  });

  describe('inherited from the process', () => {
    const own = { SECRET: 's', PATH: '/bin', HTTP_PROXY: 'p', QUERY_STRING: 'own', SSL_CERT: 'c' };
    const before = { ...process.env };
    beforeEach(() => Object.assign(process.env, own));
    afterEach(() => {
      for (const name of Object.keys(own)) delete process.env[name];
      Object.assign(process.env, before);
    });

    it('are only PATH unless others are named', () => {
      expect(variablesOf({})).toMatchObject({ PATH: '/bin' });
      expect(variablesOf({})).not.toHaveProperty('SECRET');
      expect(variablesOf({}, { inheritEnv: ['SECRET', 'NOT_THERE'] })).toMatchObject({ SECRET: 's' });
      expect(variablesOf({}, { inheritEnv: ['SECRET', 'NOT_THERE'] })).not.toHaveProperty('NOT_THERE');
      expect(variablesOf({}, { inheritEnv: [] })).not.toHaveProperty('PATH');
    });

    it('never replace variables of the request', () => {
      const variables = variablesOf({}, { inheritEnv: Object.keys(own) });
      expect(variables.QUERY_STRING).toBe('');
      expect(variables).not.toHaveProperty('HTTP_PROXY');
      expect(variables).not.toHaveProperty('SSL_CERT');
    });
  });

  it('yield to the option env, whose undefined values remove variables', () => {
    const env = { SCRIPT_FILENAME: '/other', EXTRA: 'é', HTTP_HOST: undefined };
    const variables = variablesOf({ HTTP_HOST: 'h' }, { env });
    expect(variables).toMatchObject({ SCRIPT_FILENAME: '/other', EXTRA: 'é' });
    expect(variables).not.toHaveProperty('HTTP_HOST');
  });
});
