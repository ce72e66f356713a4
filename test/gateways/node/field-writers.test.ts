import { describe, expect, it } from 'vitest';
import { writerOf } from '../../../src/gateways/node/field-writers.ts';
import type { Environ } from '../../../src/wsgi/contract.ts';
import { environKey } from '../../../src/wsgi/environ-key.ts';

const NAMES = [
  ...['Accept', 'Accept-Encoding', 'Accept-Language', 'Authorization', 'Cache-Control', 'Connection'],
  ...['Content-Length', 'Content-Type', 'Cookie', 'Host', 'If-Modified-Since', 'If-None-Match', 'Origin'],
  ...['Pragma', 'Priority', 'Referer', 'Sec-CH-UA', 'Sec-CH-UA-Mobile', 'Sec-CH-UA-Platform'],
  ...['Sec-Fetch-Dest', 'Sec-Fetch-Mode', 'Sec-Fetch-Site', 'Sec-Fetch-User', 'Upgrade-Insecure-Requests'],
  ...['User-Agent', 'Via', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Real-IP'],
  ...['X-Requested-With', 'X-Request-ID', 'X-Other', 'toString', '__proto__'],
];

describe('writerOf', () => {
  it.each(NAMES)('writes the field %s under its key, and nothing else', (name) => {
    const key = environKey(name);
    const environ = {} as Environ;
    writerOf(key)(environ, 'value');
    expect(Object.entries(environ)).toEqual([[key, 'value']]);
  });
});
