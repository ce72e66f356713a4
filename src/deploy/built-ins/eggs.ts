/**
 * The entry points of Python packages for which there is a replacement.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { asBoolean, asInteger } from '../converters.ts';
import type { Conf } from '../settings.ts';
import type { BuiltIn } from './built-in.ts';
import { type Egg, standIn } from './egg.ts';
import { readListen } from './listen.ts';
import { logFormatFrom } from './log-format.ts';
import { OURS } from './ours.ts';
import { pasteConfig } from './paste-config.ts';
import { pasteProxy } from './paste-proxy.ts';
import { programIn } from './program-path.ts';
import { waitress } from './waitress.ts';

const URL_MAP: Egg = { options: { not_found_app: 'notFound' }, inherits: ['not_found_app'] };
const ERROR_PAGE: Egg = { ignored: /^(?:xmlhttp_key|display|logdir|context|format)$/ };
const ERROR_CATCHER: Egg = {
  inherits: ['debug'],
  defaults: { debug: 'false' },
  ignored: /^(?:error_|smtp_|from_address$|show_exceptions_in_wsgi_errors$|xmlhttp_key$)/,
};
/** `bind` is gunicorn's; options about processes, threads and sockets have no effect. */
const HTTP: Egg = {
  options: {
    host: 'hostname',
    port: 'port',
    bind: (value) => {
      const { hostname, port } = readListen(value);
      return { hostname, port: String(port) };
    },
  },
  ignored: /./,
};
const FLUP: Egg = {
  options: { host: 'hostname', socket: 'path' },
  ignored: /^(?:umask|allowedServers|debug)$/,
};
const SCGI = standIn(OURS['serve-scgi'], FLUP);
const FAST_CGI = standIn(OURS['serve-fast-cgi'], FLUP);

/** By lower-case package name and entry name. */
export const EGGS: Readonly<Record<string, BuiltIn>> = {
  'paste#urlmap': standIn(OURS['url-map'], URL_MAP),
  'rutter#urlmap': standIn(OURS['url-map'], URL_MAP),
  'paste#cascade': standIn(OURS.cascade, { prepare: appsInOrder }),
  'paste#static': standIn(OURS['directory-app'], {
    options: {
      document_root: 'root',
      cache_max_age: (value) => ({ cacheControl: `max-age=${asInteger(value)}` }),
    },
  }),
  'paste#cgi': standIn(OURS['cgi-app'], {
    inherits: ['path'],
    prepare: ({ script, path, ...options }, { here = '.' }) =>
      script === undefined ? options : { ...options, script: programIn(script, path, here) },
    options: {
      script: 'program',
      include_os_environ: (value) =>
        asBoolean(value) ? { inheritEnv: Object.keys(process.env).join(' ') } : {},
    },
    ignored: /^query_string$/,
  }),
  'paste#proxy': pasteProxy(),
  'paste#test': OURS['debug-app'](),
  'webtest#debug': OURS['debug-app'](),
  'paste#translogger': standIn(OURS['access-log'], {
    options: { format: (value) => ({ format: logFormatFrom(value) }) },
    ignored: /^(?:logger_name|logging_level|setup_console_handler|set_logger_level)$/,
  }),
  'paste#gzip': standIn(OURS.compress, {
    defaults: { codings: 'gzip' },
    options: { compress_level: 'level.gzip' },
  }),
  'paste#recursive': OURS.recursive(),
  'paste#errordocument': OURS['error-documents'](),
  'paste#httpexceptions': standIn(OURS['http-exceptions'], { ignored: /^warning_level$/ }),
  'paste#error_catcher': standIn(OURS.errors, ERROR_CATCHER),
  'weberror#error_catcher': standIn(OURS.errors, ERROR_CATCHER),
  'paste#evalerror': standIn(OURS.errors, ERROR_PAGE),
  'paste#cgitb': standIn(OURS.errors, ERROR_PAGE),
  'weberror#evalerror': standIn(OURS.errors, ERROR_PAGE),
  'weberror#main': standIn(OURS.errors, ERROR_PAGE),
  'paste#auth_basic': standIn(OURS['basic-auth'], { options: { authfunc: 'verify' } }),
  'paste#auth_digest': standIn(OURS['digest-auth'], {
    options: { authfunc: 'ha1' },
    // Nonces expire with the process, as in the original.
    prepare: (local) => ({ secret: randomBytes(32).toString('base64'), ...local }),
  }),
  'paste#auth_tkt': standIn(OURS['ticket-auth'], {
    inherits: ['secret'],
    defaults: { include_ip: 'true' },
    options: {
      cookie_name: 'cookieName',
      include_ip: 'includeIp',
      logout_path: 'logoutPath',
      secure: 'cookie.secure',
    },
  }),
  'paste#grantip': standIn(OURS['grant-ip'], {
    defaults: { clobber_username: 'false' },
    options: { clobber_username: 'clobberUser' },
  }),
  'paste#paste_session': standIn(OURS.session, {
    defaults: { store: 'memory' },
    inherits: ['session_expiration', 'session_cookie_name', 'session_file_path'],
    options: {
      cookie_name: 'cookie.name',
      session_cookie_name: 'cookie.name',
      session_file_path: 'store.folder',
      session_expiration: minutes,
    },
    ignored: /^(?:expiration|chmod)$/,
  }),
  'paste#auth_form': standIn(OURS['form-auth'], {
    options: { authfunc: 'verify' },
    ignored: /^(?:realm|template)$/,
  }),
  'paste#auth_cookie': standIn(OURS['remember-user'], {
    inherits: ['secret'],
    defaults: { timeout: '30', renew: 'true' },
    options: { cookie_name: 'cookie.name', scanlist: 'keys', timeout: minutes },
    // Without a secret, cookies become invalid with the process, as in the original.
    prepare: (local) => ({ secret: randomBytes(64).toString('base64'), ...local }),
    ignored: /^maxlen$/,
  }),
  'paste#lint': OURS.lint(),
  'paste#registry': OURS['request-context'](),
  'paste#config': pasteConfig,
  'pastedeploy#config': pasteConfig,
  'pastedeploy#prefix': standIn(OURS.prefix, {
    defaults: { translate_forwarded_server: 'true' },
    options: {
      force_port: (value) => ({ forcePort: value === '' ? 'default' : value }),
      // Only a proxy on this machine is trusted, unless `trust` names others.
      translate_forwarded_server: (value) => (asBoolean(value) ? { trust: 'loopback' } : {}),
    },
  }),
  'paste#http': standIn(OURS.serve, {
    options: {
      host: 'hostname',
      ssl_pem: (value) => ({ 'tls.cert': value, 'tls.key': value }),
      socket_timeout: (value) => limits(asInteger(value)),
    },
    ignored:
      /^(?:server_version|protocol_version|daemon_threads|use_threadpool|threadpool_.*|request_queue_size)$/,
  }),
  'waitress#main': waitress,
  'gunicorn#main': standIn(OURS.serve, HTTP),
  'pyramid#wsgiref': standIn(OURS.serve, HTTP),
  'pyramid#cherrypy': standIn(OURS.serve, HTTP),
  'pastescript#wsgiutils': standIn(OURS.serve, HTTP),
  'pastescript#cherrypy': standIn(OURS.serve, HTTP),
  'pastescript#flup_scgi_thread': SCGI,
  'pastescript#flup_scgi_fork': SCGI,
  'pastescript#flup_fcgi_thread': FAST_CGI,
  'pastescript#flup_fcgi_fork': FAST_CGI,
};

/** `app1`, `app2`, … sorted by name. */
function appsInOrder(local: Conf): Readonly<Record<string, string>> {
  const isApp = (name: string) => /^app(?!s$)/.test(name);
  const apps = Object.keys(local).filter(isApp).sort();
  const others = Object.entries(local).filter(([name]) => !isApp(name));
  if (apps.length === 0) return Object.fromEntries(others);
  return { ...Object.fromEntries(others), apps: apps.map((name) => local[name]).join(' ') };
}

/** All limits of how long a client may be silent, from seconds. */
function limits(seconds: number): Readonly<Record<string, string>> {
  const milliseconds = String(seconds * 1000);
  return { headTimeout: milliseconds, idleTimeout: milliseconds, stallTimeout: milliseconds };
}

/** A duration in minutes. */
function minutes(value: string): Readonly<Record<string, string>> {
  return { maxAge: String(asInteger(value) * 60) };
}
