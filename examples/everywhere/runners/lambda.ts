/**
 * Lambda: converts each row to the events that API Gateway, a load balancer and a function URL would send, and the
 * results
 * to the responses that they would send.
 *
 * @module
 */
import { Writable } from 'node:stream';
import { type LambdaEvent, type LambdaHead, type LambdaResult, toLambdaHandler } from 'wheatpaste/lambda';
import type { Answer, Host } from '../runner.ts';
import type { Row } from '../table.ts';

const DOMAIN = 'id.execute-api.eu-west-1.amazonaws.com';
const SILENT = { onError: () => {} };

export const hosts: Readonly<Record<string, Host>> = {
  'Lambda, REST API': answering(restEvent),
  'Lambda, HTTP API': answering(httpEvent),
  'Lambda, load balancer': answering((row) => balancerEvent(row, false)),
  'Lambda, load balancer with lists': answering((row) => balancerEvent(row, true)),
  'Lambda, function URL that streams': {
    run: async (app) => {
      const handler = toLambdaHandler.streaming(app, SILENT);
      const ask = async (row: Row) => {
        const chunks: Buffer[] = [];
        const stream = new Writable({
          write(chunk, _encoding, done) {
            chunks.push(chunk);
            done();
          },
        });
        await handler(httpEvent(row), stream);
        const bytes = Buffer.concat(chunks);
        const border = bytes.indexOf(Buffer.alloc(8));
        const head: LambdaHead = JSON.parse(bytes.subarray(0, border).toString());
        return answerOf(head, bytes.subarray(border + 8));
      };
      return { ask, [Symbol.asyncDispose]: async () => {} };
    },
  },
};

function answering(eventOf: (row: Row) => LambdaEvent): Host {
  return {
    run: async (app) => {
      const handler = toLambdaHandler(app, SILENT);
      const ask = async (row: Row) => {
        const result: LambdaResult = JSON.parse(JSON.stringify(await handler(eventOf(row))));
        return answerOf(result, Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8'));
      };
      return { ask, [Symbol.asyncDispose]: async () => {} };
    },
  };
}

function answerOf({ statusCode, headers, multiValueHeaders, cookies }: LambdaHead, body: Uint8Array): Answer {
  const fields = [
    ...Object.entries(headers ?? {}),
    ...Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
      values.map((value) => [name, value]),
    ),
    ...(cookies ?? []).map((cookie) => ['Set-Cookie', cookie]),
  ];
  return { status: statusCode, headers: fields.map(([name = '', value = '']) => [name, value]), body };
}

/** An event of format 1.0: with a stage, decoded parameters, and single values as well as lists. */
function restEvent({ method = 'GET', path, headers = [], body }: Row): LambdaEvent {
  const { pathname, searchParams } = new URL(path, `https://${DOMAIN}`);
  return {
    httpMethod: method,
    path: pathname,
    headers: lastOf([...headers, ['Host', DOMAIN]]),
    multiValueHeaders: listsOf([...headers, ['Host', DOMAIN]]),
    queryStringParameters: lastOf([...searchParams]),
    multiValueQueryStringParameters: listsOf([...searchParams]),
    requestContext: {
      stage: 'prod',
      domainName: DOMAIN,
      protocol: 'HTTP/1.1',
      identity: { sourceIp: '192.0.2.1' },
    },
    ...base64(body),
  };
}

/** An event of format 2.0: with lower-case names, joined values, and separate cookies. */
function httpEvent({ method = 'GET', path, headers = [], body }: Row): LambdaEvent {
  const { pathname, search } = new URL(path, `https://${DOMAIN}`);
  const lists = listsOf(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const { cookie = [], ...others } = lists;
  const joined = Object.entries(others).map(([name, values]) => [name, values.join(',')]);
  return {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie.length > 0 && { cookies: cookie.flatMap((value) => value.split('; ')) }),
    headers: { ...Object.fromEntries(joined), host: DOMAIN },
    requestContext: {
      stage: '$default',
      domainName: DOMAIN,
      http: { method, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' },
    },
    ...base64(body),
  };
}

/** An event of a load balancer: with parameters as sent, and either lists or the last value of each name. */
function balancerEvent({ method = 'GET', path, headers = [], body }: Row, hasLists: boolean): LambdaEvent {
  const [pathname = '', query = ''] = path.split('?');
  const parameters = query === '' ? [] : query.split('&').map((pair) => pair.split('='));
  const pairs = parameters.map(([name = '', value = '']): [string, string] => [name, value]);
  const fields = [
    ...headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
    ...[['host', 'lb.eu-west-1.elb.amazonaws.com'] as const, ['x-forwarded-for', '192.0.2.1'] as const],
    ...[['x-forwarded-port', '443'] as const, ['x-forwarded-proto', 'https'] as const],
  ];
  return {
    httpMethod: method,
    path: pathname,
    ...(hasLists
      ? { multiValueHeaders: listsOf(fields), multiValueQueryStringParameters: listsOf(pairs) }
      : { headers: lastOf(fields), queryStringParameters: lastOf(pairs) }),
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/lambda/1' },
    },
    ...base64(body),
  };
}

type Pairs = readonly (readonly [name: string, value: string])[];

function lastOf(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(pairs);
}

function listsOf(pairs: Pairs): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of pairs) lists[name] = [...(lists[name] ?? []), value];
  return lists;
}

function base64(body: Row['body']): Pick<LambdaEvent, 'body' | 'isBase64Encoded'> {
  if (body === undefined) return { body: null, isBase64Encoded: false };
  return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}
