import { afterEach, describe, expect, it, vi } from 'vitest';
import { wholeResponse } from '../../../src/gateways/fetch/whole-response.ts';
import type { HeaderList } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';

const FetchResponse = globalThis.Response;
const TYPED: HeaderList = [['Content-Type', 'text/plain; charset=UTF-8']];
const make = (data: Uint8Array | string = 'né', headers = TYPED) =>
  wholeResponse(data, { status: 418, statusText: 'Teapot', headers });

const READERS: [
  name: string,
  read: (response: globalThis.Response) => Promise<unknown>,
  expected: unknown,
][] = [
  ['text', (response) => response.text(), 'né'],
  [
    'arrayBuffer',
    async (response) => new Uint8Array(await response.arrayBuffer()),
    new Uint8Array(bytes('né')),
  ],
  ['bytes', (response) => Reflect.get(response, 'bytes').call(response), new Uint8Array(bytes('né'))],
  ['blob', async (response) => await (await response.blob()).text(), 'né'],
  ['body', async ({ body }) => (await body?.getReader().read())?.value, new Uint8Array(bytes('né'))],
  ['clone', (response) => response.clone().text(), 'né'],
];

afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['text', 'né'],
  ['bytes', new Uint8Array(bytes('né'))],
])('a response of %s', (_what, data) => {
  it('is a Fetch response, with its status and fields', () => {
    const response = make(data);
    expect(response).toBeInstanceOf(FetchResponse);
    expect(Object.prototype.toString.call(response)).toBe('[object Response]');
    expect([response.status, response.statusText, response.ok]).toEqual([418, 'Teapot', false]);
    expect([...response.headers]).toEqual([['content-type', 'text/plain; charset=UTF-8']]);
  });

  it.each(READERS)('returns everything by %s', async (_name, read, expected) => {
    expect(await read(make(data))).toEqual(expected);
  });

  it('can be read once', async () => {
    for (const [name, read] of READERS.filter(([reader]) => reader !== 'clone')) {
      const response = make(data);
      expect(response.bodyUsed).toBe(false);
      await read(response);
      expect(response.bodyUsed, name).toBe(true);
      for (const again of [response.text(), response.arrayBuffer(), response.blob()]) {
        await expect(again, name).rejects.toThrow(TypeError);
      }
      expect(() => response.clone(), name).toThrow(TypeError);
    }
  });
});

describe('a response without a stream', () => {
  it('parses JSON, or throws', async () => {
    expect(await make('{"a":1}').json()).toEqual({ a: 1 });
    await expect(make('{').json()).rejects.toThrow(SyntaxError);
  });

  it('does not share its bytes', async () => {
    const data = new Uint8Array(bytes('a'));
    const response = make(data);
    data.set(bytes('b'));
    expect(await response.text()).toBe('a');
  });

  it('parses a form', async () => {
    const form = make('a=1', [['Content-Type', 'application/x-www-form-urlencoded']]);
    expect([...(await form.formData())]).toEqual([['a', '1']]);
  });

  it.each(['\ufeffa', 'a\ud800b'])('decodes the text %j as Fetch does', async (text) => {
    expect(await make(text).text()).toBe(await new FetchResponse(text).text());
  });

  it('has the type in its fields at the time of reading', async () => {
    const response = make();
    response.headers.set('Content-Type', 'text/html');
    expect((await response.blob()).type).toBe('text/html');
    expect((await make('a', []).blob()).type).toBe('');
  });

  it('can be the source of another response', async () => {
    const response = make();
    const other = new FetchResponse(response.body, response);
    expect([other.status, other.headers.get('Content-Type'), await other.text()]).toEqual([
      418,
      'text/plain; charset=UTF-8',
      'né',
    ]);
  });

  it("is an instance of the host's class, even if that was replaced", async () => {
    class Other extends FetchResponse {}
    vi.stubGlobal('Response', Other);
    const response = make();
    expect(response).toBeInstanceOf(Other);
    expect(Object.getPrototypeOf(response)).toBe(Other.prototype);
    expect(await response.text()).toBe('né');
    expect((await make('a', []).blob()).type).toBe('');
  });
});
