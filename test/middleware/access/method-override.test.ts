import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import {
  type MethodOverrideOptions,
  methodOverride,
} from '../../../src/middleware/access/method-override.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';

const echo = wsgify(async (request) => `${request.method} ${await request.text()}`);
const ask = async (init: RequestInit, options?: MethodOverrideOptions) =>
  (await Request.blank('/?_method=DELETE', init).send(methodOverride(options)(echo))).text();

const HEADER = 'X-HTTP-Method-Override';

describe('methodOverride', () => {
  it.each<[RequestInit, string]>([
    [{ method: 'POST', headers: { [HEADER]: 'PUT' } }, 'PUT '],
    [{ method: 'POST', headers: { [HEADER]: 'patch' } }, 'PATCH '],
    [{ form: { _method: 'DELETE', a: '1' } }, 'DELETE _method=DELETE&a=1'],
    [{ form: { _method: 'PUT' }, headers: { [HEADER]: 'DELETE' } }, 'DELETE _method=PUT'],
    [{ form: { a: '1' } }, 'POST a=1'],
    [{ method: 'POST', text: '_method=DELETE' }, 'POST _method=DELETE'],
  ])('%j: %s', async (init, expected) => {
    expect(await ask(init)).toBe(expected);
  });

  it.each(['GET', 'HEAD', 'CONNECT', 'OPTIONS', 'PURGE', '', 'PUT, DELETE'])(
    'does not turn a POST into %j',
    async (method) => {
      expect(await ask({ method: 'POST', headers: { [HEADER]: method } })).toBe('POST ');
    },
  );

  it.each(['GET', 'PUT', 'OPTIONS'])('does not change %s', async (method) => {
    expect(await ask({ method, headers: { [HEADER]: 'DELETE' } })).toBe(`${method} `);
  });

  it('ignores the query, and bodies that are not urlencoded forms', async () => {
    const form = { form: { _method: 'DELETE' }, contentType: 'multipart/form-data' };
    expect(await ask(form)).toMatch(/^POST --/);
    expect(await ask({ method: 'POST' })).toBe('POST ');
  });

  it('reads the configured places', async () => {
    const options = { from: ['X-Method', 'verb'], allow: ['PURGE'] };
    expect(await ask({ method: 'POST', headers: { 'x-method': 'purge' } }, options)).toBe('PURGE ');
    expect(await ask({ form: { verb: 'PURGE' } }, options)).toBe('PURGE verb=PURGE');
    expect(await ask({ form: { _method: 'PUT' }, headers: { [HEADER]: 'PUT' } }, options)).toBe(
      'POST _method=PUT',
    );
    expect(await ask({ form: { _method: 'PUT' } }, { from: [HEADER] })).toBe('POST _method=PUT');
  });

  it('limits the form', async () => {
    const form = { a: 'x'.repeat(5 * 1024 * 1024) };
    const response = await Request.blank('/', { form }).send(methodOverride()(echo));
    expect(response.status).toBe(413);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ allow: ['GET'] }, 'methodOverride cannot allow GET'],
    [{ allow: ['trace'] }, 'methodOverride cannot allow trace'],
    [{ allow: ['a b'] }, 'methodOverride cannot allow a b'],
    [{ header: 'X' }, 'unknown option of methodOverride: header'],
  ])('refuses %j', (options, message) => {
    expect(() => methodOverride(options)).toThrow(message);
  });
});
