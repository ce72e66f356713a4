import * as cgi from '../../../src/cgi.ts';
import * as client from '../../../src/client.ts';
import * as fetching from '../../../src/fetch.ts';
import * as core from '../../../src/index.ts';
import * as mw from '../../../src/middleware.ts';
import * as files from '../../../src/static.ts';
import * as testing from '../../../src/testing.ts';
import { absentOf, appRow, hello, type Row, secret } from './row.ts';

const FIELDS = absentOf(
  'age',
  'allow',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'contentLocation',
  'contentType',
  'date',
  'etag',
  'expires',
  'lastModified',
  'pragma',
  'retryAfter',
  'server',
  'vary',
  'wwwAuthenticate',
  'headers',
  'contentTypeParams',
  'charset',
);

export const APPLICATIONS: readonly Row[] = [
  appRow<mw.CascadeOptions>('cascade', { catch: undefined }, (absent) =>
    mw.cascade([new core.HTTPNotFound(), hello], absent),
  ),
  appRow<mw.UrlMapOptions>('urlMap', { notFound: undefined }, (absent) => mw.urlMap({ '/a': hello }, absent)),
  appRow<files.FileInit>(
    'FileApp',
    { ...FIELDS, precompressed: undefined },
    (absent) => new files.FileApp('package.json', absent),
  ),
  appRow<files.DirectoryInit>(
    'DirectoryApp',
    {
      ...absentOf('precompressed', 'index', 'hideIndex', 'dotfiles', 'listing'),
      ...(({ etag: _, lastModified: __, ...fields }) => fields)(FIELDS),
    },
    (absent) => new files.DirectoryApp('docs', absent),
  ),
  appRow<Omit<core.ResponseInit, 'json'>>(
    'Response',
    {
      ...FIELDS,
      ...absentOf(
        'acceptRanges',
        'contentLength',
        'contentRange',
        'location',
        'status',
        'statusText',
        'statusLine',
      ),
      ...absentOf('headerList', 'jsonBody', 'body', 'appIter', 'conditionalResponse'),
    },
    (absent) => new core.Response('Hello', absent),
  ),
  appRow<core.HTTPExceptionInit>(
    'HTTPNotFound',
    absentOf(
      'detail',
      'explanation',
      'title',
      'status',
      'headers',
      'expose',
      'cause',
      'type',
      'instance',
      'extensions',
    ),
    (absent) => new core.HTTPNotFound(absent),
  ),
  appRow<Pick<core.StatusOptions, 'retryAfter'>>(
    'HTTPServiceUnavailable',
    absentOf('retryAfter'),
    (absent) => new core.HTTPServiceUnavailable(absent),
  ),
  appRow<core.EventsOptions>('Response.events', absentOf('heartbeat'), (absent) =>
    core.Response.events([{ data: 'a' }], absent),
  ),
  appRow<client.ProxyOptions>(
    'ProxyApp',
    absentOf('forwarded', 'timeout', 'agent'),
    (absent) => new client.ProxyApp('http://127.0.0.1:1', absent),
  ),
  appRow<client.SendRequestOptions>(
    'createSendRequest',
    absentOf('timeout', 'allowedHosts', 'agent'),
    (absent) => client.createSendRequest({ ...absent, allowedHosts: [] }),
  ),
  appRow<testing.LintOptions>('lint', absentOf('http', 'onWarning'), (absent) => testing.lint(hello, absent)),
  appRow<cgi.CGIOptions>(
    'CGIApp',
    absentOf(
      'args',
      'cwd',
      'env',
      'inheritEnv',
      'scriptFilename',
      'passAuthorization',
      'nph',
      'localRedirect',
      'timeout',
      'headTimeout',
      'maxHeadSize',
    ),
    (absent) => new cgi.CGIApp('/bin/false', absent),
  ),
  appRow<cgi.CGIDirectoryOptions>(
    'CGIDirectory',
    absentOf(
      'args',
      'env',
      'inheritEnv',
      'passAuthorization',
      'localRedirect',
      'timeout',
      'headTimeout',
      'maxHeadSize',
      'cwd',
      'interpreters',
      'nph',
    ),
    (absent) => new cgi.CGIDirectory('docs', absent),
  ),
  appRow<fetching.FetchHandlerOptions>('toFetchHandler', absentOf('mount', 'environ', 'onError'), (absent) =>
    fetching.fromFetchHandler(fetching.toFetchHandler(hello, absent)),
  ),
  appRow<mw.TicketCookieOptions>(
    'cookie of ticketAuth',
    absentOf('domain', 'path', 'httpOnly', 'sameSite', 'partitioned', 'secure'),
    (absent) =>
      mw.ticketAuth({ secret, cookie: absent })(
        core.wsgify(async (request) => {
          mw.ticketOf(request).issue('ada');
          return 'remembered';
        }),
      ),
  ),
];
