import { beforeEach, describe, expect, it, vi } from 'vitest';

const multipart = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';

/** The code that reads bodies is loaded once in a process, by the first reader. */
describe('the first reader in a process', () => {
  beforeEach(() => {
    vi.resetModules();
    return () => vi.resetModules();
  });
  const blank = async (contentType: string, body: string) => {
    const { Request } = await import('../../src/request/request.ts');
    return Request.blank('/', { method: 'POST', contentType, body });
  };

  it('can be text()', async () => {
    expect(await (await blank('text/plain', 'Hello')).text()).toBe('Hello');
  });

  it('can be json()', async () => {
    expect(await (await blank('application/json', '{"a":1}')).json()).toEqual({ a: 1 });
  });

  it('can be form()', async () => {
    const form = await (await blank('application/x-www-form-urlencoded', 'a=1')).form();
    expect([...form]).toEqual([['a', '1']]);
  });

  it('can be parts()', async () => {
    const request = await blank('multipart/form-data; boundary=b', multipart);
    const texts: string[] = [];
    for await (const part of request.parts()) texts.push(await part.text());
    expect(texts).toEqual(['1']);
  });

  it('can be formData()', async () => {
    const request = await blank('multipart/form-data; boundary=b', multipart);
    expect([...(await request.formData())]).toEqual([['a', '1']]);
  });
});
