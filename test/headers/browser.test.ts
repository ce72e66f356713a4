import vm from 'node:vm';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

/** The reads and writes that the tests perform there, by the names of the entry. */
type Headers = typeof import('../../src/headers.ts');

async function bundleForBrowsers(): Promise<string> {
  const bundle = await rolldown({ input: 'src/headers.ts', platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', name: 'headers', comments: false });
  await bundle.close();
  expect(output.map(({ type }) => type)).toEqual(['chunk']);
  return output[0].code;
}

describe('the entry wheatpaste/headers in a browser', () => {
  let code = '';
  let headers: Headers;

  beforeAll(async () => {
    code = await bundleForBrowsers();
    headers = vm.runInNewContext(`${code}; headers`, { TextDecoder, TextEncoder, URL, atob, btoa });
  });

  it('requires no node module, no Buffer and no process', () => {
    expect(code.match(/\bnode:\w+|\bBuffer\b|\bprocess\.|\brequire\(/g)).toBeNull();
  });

  it('negotiates', () => {
    expect(headers.Accept.parse('text/html;q=0.5, a/b;c="d"').best(['text/html', 'a/b;c=d'])).toBe('a/b;c=d');
  });

  it('reads and writes text outside ASCII', () => {
    const disposition = new headers.ContentDisposition('attachment', [['filename', '€ rates.txt']]);
    expect(String(disposition)).toContain("filename*=UTF-8''%E2%82%AC%20rates.txt");
    expect(headers.ContentDisposition.parse(String(disposition))?.filename).toBe('€ rates.txt');
  });

  it('reads and writes Basic credentials', () => {
    const written = String(headers.Authorization.basic('Jürgen', 'pässword'));
    expect(written).toBe(`Basic ${Buffer.from('Jürgen:pässword').toString('base64')}`);
    expect(headers.Authorization.parse(written)?.password).toBe('pässword');
  });
});
