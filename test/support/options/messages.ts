import * as core from '../../../src/index.ts';
import { absentOf, type Row, row } from './row.ts';

const request = core.Request.blank('/a/b?c=d', {
  ifMatch: '"v1"',
  acceptEncoding: 'gzip',
  range: 'bytes=0-1',
});

/** For these, `undefined` has a meaning: it removes what the URL says. As JSON it is an error. */
type NotAbsent = 'host' | 'pathInfo' | 'query' | 'queryString' | 'scriptName' | 'json';

/** The text values of a request's environ. */
const textsOf = ({ environ }: core.Request) =>
  Object.entries(environ).filter(([, value]) => typeof value === 'string');

type Limits = { readonly [Name in keyof core.BodyLimits]?: number | undefined };

const LIMITS = {
  ...absentOf('maxBodySize', 'maxParts', 'maxFields', 'maxFiles', 'maxFieldSize', 'maxFieldsSize'),
  ...absentOf('maxFileSize', 'maxJsonSize', 'maxHeaderPairs', 'spoolThreshold'),
};

/** A reader of a request's body, which takes limits. */
const reader = (
  name: 'bytes' | 'text' | 'arrayBuffer' | 'form' | 'params' | 'formData' | 'blob' | 'buffered',
) =>
  row<Limits>(`request.${name}`, LIMITS, async (given) => {
    const posted = core.Request.blank('/', { method: 'POST', form: { a: '1' } });
    return typeof (await posted[name](given));
  });

export const MESSAGES: readonly Row[] = [
  row<Omit<core.RequestInit, NotAbsent>>(
    'Request.blank',
    {
      ...absentOf('accept', 'acceptCharset', 'acceptEncoding', 'acceptLanguage', 'authorization', 'baseUrl'),
      ...absentOf('body', 'cacheControl', 'charset', 'contentLength', 'contentType', 'cookies', 'date'),
      ...absentOf('environ', 'form', 'forwarded', 'headers', 'httpVersion', 'ifMatch'),
      ...absentOf('ifModifiedSince', 'ifNoneMatch', 'ifRange', 'ifUnmodifiedSince', 'maxForwards', 'method'),
      ...absentOf('origin', 'pragma', 'range', 'referer', 'referrer'),
      ...absentOf('remoteAddr', 'remoteHost', 'remoteUser', 'scheme', 'serverName'),
      ...absentOf('serverPort', 'signal', 'text', 'urlargs', 'urlvars', 'userAgent'),
    },
    (given) => textsOf(core.Request.blank('/', given)),
  ),
  row<core.FromFetchOptions>('Request.fromFetch', absentOf('mount', 'environ'), (given) =>
    textsOf(core.Request.fromFetch(new globalThis.Request('http://example.com/'), given)),
  ),
  row<{ toApplication?: boolean | undefined }>('request.relativeUrl', absentOf('toApplication'), (given) =>
    request.relativeUrl('x', given),
  ),
  row<core.ConditionalHeaders>(
    'request.withoutConditionalHeaders',
    absentOf('encoding', 'range', 'match', 'modified'),
    (given) => textsOf(request.withoutConditionalHeaders(given)),
  ),
  row<core.CurrentRepresentation>(
    'request.preconditions',
    absentOf('etag', 'lastModified', 'exists'),
    (given) => request.preconditions(given),
  ),
  row<{ required?: boolean | undefined }>(
    'the options of request.preconditions',
    absentOf('required'),
    (given) => request.asGet().preconditions({}, given),
  ),
  reader('bytes'),
  reader('text'),
  reader('arrayBuffer'),
  reader('form'),
  reader('params'),
  reader('formData'),
  reader('blob'),
  reader('buffered'),
  row<Limits>('request.json', LIMITS, (given) =>
    core.Request.blank('/', { method: 'POST', json: 1 }).json({ optional: undefined, ...given }),
  ),
  row<core.EtagOptions>('etagFor', absentOf('weak', 'algorithm'), (given) =>
    String(core.etagFor('a', given)),
  ),
  row<core.EncodeOptions>('response.encodeContent', absentOf('lazy', 'level'), async (given) => {
    const response = new core.Response('Hello');
    await response.encodeContent('gzip', given);
    return response.contentLength;
  }),
  row<core.DecodeOptions>('response.decodeContent', absentOf('lazy', 'maxSize'), async (given) => {
    const response = new core.Response('Hello');
    await response.encodeContent();
    await response.decodeContent(given);
    return response.text();
  }),
];
