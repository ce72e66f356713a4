import { describe, expect, it } from 'vitest';
import { JsonRpcClient, JsonRpcError } from '../../examples/json-rpc-client.ts';
import { jsonRpcService } from '../../examples/json-rpc-service.ts';
import { Response } from '../../src/index.ts';
import { serve } from '../../src/node.ts';

function makeService() {
  const heard: unknown[] = [];
  const service = jsonRpcService({
    add: (a: number, b: number) => a + b,
    later: async (text: string) => text.toUpperCase(),
    hear: (word: unknown) => {
      heard.push(word);
    },
    fail: () => {
      throw new Error('secret');
    },
  });
  const lines: string[] = [];
  const environ = { 'wsgi.errors': { write: (line: string) => lines.push(line) } };
  const ask = async (body: string) => {
    const init = { method: 'POST', contentType: 'application/json', body, environ };
    const response = await service.request('/', init);
    return response.status === 200 ? await response.json() : response.status;
  };
  return { service, heard, lines, ask };
}

describe('the JSON-RPC service', () => {
  const fault = (code: number, message: string, id: unknown = null) => ({
    jsonrpc: '2.0',
    error: { code, message },
    id,
  });

  it.each([
    ['a call', { method: 'add', params: [1, 2], id: 1 }, { jsonrpc: '2.0', result: 3, id: 1 }],
    ['a promise', { method: 'later', params: ['é'], id: 'a' }, { jsonrpc: '2.0', result: 'É', id: 'a' }],
    ['no result', { method: 'hear', id: 1 }, { jsonrpc: '2.0', result: null, id: 1 }],
    ['an unknown method', { method: 'sub', id: 1 }, fault(-32601, 'Method not found', 1)],
    [
      'a method that every object inherits',
      { method: 'toString', id: 1 },
      fault(-32601, 'Method not found', 1),
    ],
    ['params that are not a list', { method: 'add', params: 3, id: 1 }, fault(-32600, 'Invalid Request')],
    ['a notification', { method: 'hear', params: [7] }, 204],
  ])('returns an error for %s', async (_, call, answer) => {
    expect(await makeService().ask(JSON.stringify({ jsonrpc: '2.0', ...call }))).toEqual(answer);
  });

  it.each([
    ['{', fault(-32700, 'Parse error')],
    ['[]', fault(-32600, 'Invalid Request')],
    ['null', fault(-32600, 'Invalid Request')],
    ['[1]', [fault(-32600, 'Invalid Request')]],
  ])('answers %s', async (body, answer) => {
    expect(await makeService().ask(body)).toEqual(answer);
  });

  it('answers those calls in a batch that have an id', async () => {
    const { ask, heard } = makeService();
    const batch = [
      { jsonrpc: '2.0', method: 'hear', params: ['word'] },
      { jsonrpc: '2.0', method: 'add', params: [1, 1], id: 1 },
    ];
    expect(await ask(JSON.stringify(batch))).toEqual([{ jsonrpc: '2.0', result: 2, id: 1 }]);
    expect(heard).toEqual(['word']);
  });

  it('reports the reason for a failure only to the operator', async () => {
    const { ask, lines } = makeService();
    const call = { jsonrpc: '2.0', method: 'fail', id: 1 };
    expect(await ask(JSON.stringify(call))).toEqual(fault(-32603, 'Internal error', 1));
    expect(lines.join('')).toContain('fail: Error: secret');
  });

  it('accepts only POST, and only JSON', async () => {
    const { service } = makeService();
    const response = await service.get('/');
    expect([response.status, response.allow]).toEqual([405, ['POST']]);
    expect((await service.request('/', { method: 'POST', text: '{}' })).status).toBe(415);
  });
});

describe('the JSON-RPC client', () => {
  it('makes calls over the network', async () => {
    const { service, heard } = makeService();
    await using server = await serve(service, { port: 0 });
    const client = new JsonRpcClient(server.url);
    expect(await client.call<number>('add', 2, 3)).toBe(5);
    expect(await Promise.all([client.call('later', 'a'), client.call('later', 'b')])).toEqual(['A', 'B']);
    await client.notify('hear', 'hello');
    expect(heard).toEqual(['hello']);
  });

  it("throws the service's error", async () => {
    const client = new JsonRpcClient('http://rpc.example/', makeService().service);
    const error = new JsonRpcError({ code: -32601, message: 'Method not found' });
    await expect(client.call('sub')).rejects.toStrictEqual(error);
  });

  it.each([
    ['another status', () => ({ status: 503 }), 'the service answered 503 Service Unavailable'],
    [
      'another id',
      () => ({ json: { jsonrpc: '2.0', result: 1, id: 9 } }),
      'the service answered another call',
    ],
  ])('throws if it receives %s', async (_, init, message) => {
    const client = new JsonRpcClient('/', new Response(null, init()).toApp());
    await expect(client.call('add', 1, 2)).rejects.toThrow(message);
  });
});
