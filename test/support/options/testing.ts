import * as core from '../../../src/index.ts';
import * as testing from '../../../src/testing.ts';
import { absentOf, type Row, row } from './row.ts';

const PAGE = `<a href="/b">Next</a>
<form action="/c"><label>A <input name="a"></label> <button name="b" value="1">Go</button></form>`;

const app = new testing.TestApp(
  core.wsgify((request) => (request.path === '/a' ? new core.HTTPFound('/b') : PAGE)),
);

/** What a test sees of a response. */
const seen = ({ status, request, text }: testing.TestResponse) => [status, request.url, text];

const REQUEST = {
  ...absentOf('accept', 'acceptCharset', 'acceptEncoding', 'acceptLanguage', 'authorization', 'baseUrl'),
  ...absentOf(
    'body',
    'cacheControl',
    'charset',
    'contentLength',
    'contentType',
    'cookies',
    'date',
    'environ',
  ),
  ...absentOf('expectErrors', 'form', 'forwarded', 'headers', 'httpVersion', 'ifMatch'),
  ...absentOf('ifModifiedSince', 'ifNoneMatch', 'ifRange', 'ifUnmodifiedSince', 'maxForwards', 'origin'),
  ...absentOf('pragma', 'query', 'range', 'referer', 'referrer', 'remoteAddr'),
  ...absentOf('remoteHost', 'remoteUser', 'scheme', 'serverName', 'serverPort', 'signal'),
  ...absentOf('status', 'text', 'urlargs', 'urlvars', 'userAgent', 'xhr'),
};

/** Without the options for which `undefined` has a meaning: it removes what the URL says. As JSON it is an error. */
type Plain<Init> = Omit<Init, 'host' | 'pathInfo' | 'queryString' | 'scriptName' | 'json'>;

export const TESTING: readonly Row[] = [
  row<testing.TestAppOptions>(
    'TestApp',
    absentOf('baseUrl', 'environ', 'headers', 'cookies', 'lint', 'relativeTo', 'status', 'hosts'),
    async (given) => seen(await new testing.TestApp(testing.debugApp, given).get('/')),
  ),
  row<testing.LintOptions>('lint of TestApp', absentOf('http', 'onWarning'), async (given) =>
    seen(await new testing.TestApp(testing.debugApp, { lint: given }).get('/')),
  ),
  row<Plain<testing.MethodInit>>('testApp.get', REQUEST, async (given) => seen(await app.get('/', given))),
  row<Plain<testing.TestRequestInit>>('testApp.request', { ...REQUEST, method: undefined }, async (given) =>
    seen(await app.request('/', given)),
  ),
  row<Plain<testing.JsonInit>>(
    'testApp.postJson',
    (({ body: _, text: __, form: ___, ...others }) => others)(REQUEST),
    async (given) => seen(await app.postJson('/', {}, given)),
  ),
  row<Plain<testing.FollowInit>>('testResponse.followAll', { ...REQUEST, max: undefined }, async (given) =>
    seen(await (await app.get('/a')).followAll(given)),
  ),
  row<Plain<testing.MethodInit>>('testResponse.follow', REQUEST, async (given) =>
    seen(await (await app.get('/a')).follow(given)),
  ),
  row<Plain<testing.MethodInit>>('testResponse.press', REQUEST, async (given) =>
    seen(await (await app.get('/')).press('Go', given)),
  ),
  row<testing.LinkChoice>('testResponse.click', absentOf('text', 'id', 'href', 'index'), async (given) =>
    seen(await (await app.get('/')).click(given)),
  ),
  row<testing.ButtonChoice>('testForm.submit', absentOf('name', 'value', 'text', 'index'), async (given) =>
    seen(await (await app.get('/')).form.submit(given)),
  ),
];
