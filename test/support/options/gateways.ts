import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import * as cgi from '../../../src/cgi.ts';
import * as deploy from '../../../src/deploy.ts';
import * as fetching from '../../../src/fetch.ts';
import * as lambda from '../../../src/lambda.ts';
import * as node from '../../../src/node.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { nodeServer } from '../servers.ts';
import { makeTree } from '../tree.ts';
import { absentOf, answersOf, hello, type Row, row } from './row.ts';

const EVENT = { version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } };
const CONFIGURATION = `config:${path.resolve('test/deploy/files/development.ini')}`;

const LISTENING = absentOf('hostname', 'path', 'mode', 'fd', 'port', 'closeTimeout', 'closeOn');
const SOCKET = { ...LISTENING, ...absentOf('scriptName', 'maxHeadSize', 'headTimeout', 'onError') };
const HANDLER = absentOf('scheme', 'errors', 'mount', 'environ', 'onError');
const LOADING = absentOf('name', 'relativeTo', 'globalConf', 'env');

/** What a server answers, without the date. */
async function servedAt(url: string): Promise<unknown[]> {
  const response = await fetch(url);
  return [response.status, [...response.headers.keys()], await response.text()];
}

/** The text values of an environ. */
const textsOf = (environ: Environ) =>
  Object.entries(environ).filter(([, value]) => typeof value === 'string');

/** Whether a server listens, and how it is reached. */
async function reached(serving: Promise<cgi.ServerHandle>): Promise<string> {
  await using server = await serving;
  return server.url.replace(String(server.port), 'PORT');
}

export const GATEWAYS: readonly Row[] = [
  row<node.ServeOptions>(
    'serve',
    {
      ...{ ...LISTENING, ...HANDLER },
      ...absentOf('headTimeout', 'bodyTimeout', 'idleTimeout', 'stallTimeout', 'sessionTimeout'),
      ...absentOf('tls', 'http2', 'onListening'),
    },
    async (given) => {
      await using server = await node.serve(hello, { ...given, port: 0 });
      return await servedAt(server.url);
    },
  ),
  row<Pick<node.ServeOptions, 'port' | 'hostname'>>(
    'serve on a socket',
    absentOf('port', 'hostname'),
    async (given) => {
      using tree = makeTree({});
      await using server = await node.serve(hello, { ...given, path: tree.at('socket') });
      return server.port;
    },
  ),
  row<node.NodeHandlerOptions>('toNodeHandler', { ...HANDLER, fallThrough: undefined }, async (given) => {
    const handler = node.toNodeHandler(hello, given);
    await using server = await nodeServer((incoming, outgoing) => handler(incoming, outgoing));
    return await servedAt(server.url);
  }),
  row<node.NodeEnvironOptions>(
    'environFromNode',
    absentOf('scheme', 'errors', 'mount', 'environ'),
    (given) => {
      const incoming = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/a?b' });
      return textsOf(node.environFromNode(incoming, given));
    },
  ),
  row<fetching.FromFetchOptions>('environFromFetch', absentOf('mount', 'environ'), (given) =>
    textsOf(fetching.environFromFetch(new globalThis.Request('http://example.com/a?b'), given)),
  ),
  row<lambda.LambdaHandlerOptions>('toLambdaHandler', absentOf('mount', 'environ', 'onError'), (given) =>
    lambda.toLambdaHandler(hello, given)(EVENT),
  ),
  row<lambda.LambdaHandlerOptions>(
    'toLambdaHandler.streaming',
    absentOf('mount', 'environ', 'onError'),
    async (given) => {
      const stream = new PassThrough();
      await lambda.toLambdaHandler.streaming(hello, given)(EVENT, stream);
      return String(stream.read());
    },
  ),
  row<lambda.LambdaEnvironOptions>('environFromLambda', absentOf('mount', 'environ'), (given) =>
    textsOf(lambda.environFromLambda(EVENT, undefined, given)),
  ),
  row<cgi.RunCGIOptions>(
    'runCGI',
    absentOf('environ', 'input', 'output', 'errors', 'scriptName'),
    async (given) => {
      const output = new PassThrough();
      const environ = { REQUEST_METHOD: 'GET' };
      await cgi.runCGI(hello, { ...given, environ, input: [], output });
      return String(output.read());
    },
  ),
  row<cgi.CGIEnvironOptions>('environFromCGI', absentOf('scriptName', 'errors'), (given) =>
    textsOf(cgi.environFromCGI({ REQUEST_METHOD: 'GET', REQUEST_URI: '/a' }, [], given)),
  ),
  row<cgi.SCGIOptions>('serveSCGI', SOCKET, (given) => reached(cgi.serveSCGI(hello, { ...given, port: 0 }))),
  row<cgi.FastCGIOptions>('serveFastCGI', SOCKET, (given) =>
    reached(cgi.serveFastCGI(hello, { ...given, port: 0 })),
  ),
  row<deploy.LoadOptions>('loadApp', LOADING, async (given) =>
    answersOf(await deploy.loadApp(CONFIGURATION, given)),
  ),
  row<deploy.LoadOptions>('loadFilter', LOADING, async (given) => {
    using tree = makeTree({ 'filter.ini': '[filter:main]\nuse = wheatpaste:etag\n' });
    const filter = await deploy.loadFilter(`config:${tree.at('filter.ini')}`, given);
    return answersOf(await filter(hello.toApp()));
  }),
  row<deploy.LoadOptions>('loadServer', LOADING, async (given) => {
    const serve = await deploy.loadServer(CONFIGURATION, given);
    await using server = await serve(hello.toApp());
    return await servedAt(server.url);
  }),
  row<deploy.LoadOptions>('appConfig', LOADING, (given) => deploy.appConfig(CONFIGURATION, given)),
];
