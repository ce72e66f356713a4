import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Authorization } from '../../../src/headers/authorization.ts';
import { maskedFields, maskedSecrets, maskedUrl } from '../../../src/headers/lists/masked-fields.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const SECRET = 'hunter2';

describe('maskedFields', () => {
  it.each(['Authorization', 'Proxy-Authorization', 'Cookie', 'Set-Cookie', 'sEt-cOOkie'])(
    'hides %s',
    (name) => {
      expect(maskedFields([[name, SECRET]])).toEqual([[name, '***']]);
    },
  );

  it.each(['Accept', 'WWW-Authenticate', 'X-Cookie', 'Cookie2', 'Authorization-Info'])('shows %s', (name) => {
    expect(maskedFields([[name, 'a']])).toEqual([[name, 'a']]);
  });

  it('copies its argument', () => {
    const list: [string, string][] = [['A', '1']];
    const [field] = maskedFields(list);
    expect(field).not.toBe(list[0]);
  });
});

describe('maskedSecrets', () => {
  it.each([
    'Authorization',
    'Cookie',
    'X-Api-Key',
    'api_key',
    'X-Auth-Token',
    'X-CSRF-Token',
    'X-XSRF-TOKEN',
    'X-Amz-Signature',
    'X-Session',
    'Client-Secret',
    'X-Password',
  ])('hides %s', (name) => {
    expect(maskedSecrets([[name, SECRET]])).toEqual([[name, '***']]);
  });

  it.each(['Accept', 'X-Author', 'X-Keyboard', 'User-Agent', 'X-Request-Id'])('shows %s', (name) => {
    expect(maskedSecrets([[name, 'a']])).toEqual([[name, 'a']]);
  });

  it('hides the secrets in the URL of Referer', () => {
    expect(maskedSecrets([['referer', `http://h/?token=${SECRET}&a=1`]])).toEqual([
      ['referer', 'http://h/?token=***&a=1'],
    ]);
  });
});

describe('maskedUrl', () => {
  it.each([
    ['/a', '/a'],
    ['/a?', '/a?'],
    ['/a?b=1&authors=2', '/a?b=1&authors=2'],
    [`/a?password=${SECRET}&b`, '/a?password=***&b'],
    [`/a?p%61ssword=${SECRET}`, '/a?p%61ssword=***'],
    [`/a?access_token=${SECRET}?x=1&code=${SECRET}`, '/a?access_token=***&code=***'],
    ['/a?token', '/a?token'],
  ])('%s is %s', (url, masked) => {
    expect(maskedUrl(url)).toBe(masked);
  });
});

describe('a printed request or response', () => {
  const request = Request.blank('/a?b=1', {
    headers: { Authorization: `Bearer ${SECRET}`, 'Proxy-Authorization': SECRET, 'X-Trace': '7' },
    cookies: { session: SECRET },
  });
  const response = new Response('body', { headers: { 'X-Trace': '7' } });
  response.setCookie('session', SECRET);

  it.each<[what: string, print: () => string]>([
    ['String(request)', () => String(request)],
    ['inspect(request)', () => inspect(request)],
    ['JSON.stringify(request)', () => JSON.stringify(request)],
    ['inspect(request.headers)', () => inspect(request.headers)],
    ['inspect(response)', () => inspect(response)],
    ['String(response)', () => String(response)],
    ['JSON.stringify(response)', () => JSON.stringify(response)],
    ['inspect(response.headers)', () => inspect(response.headers)],
  ])('hides secrets, and nothing else: %s', (_, print) => {
    expect(print()).not.toContain(SECRET);
    expect(print()).toContain('***');
    expect(print()).toContain('7');
  });

  it('hides credentials in every form', () => {
    for (const authorization of [Authorization.basic('Ada', SECRET), new Authorization('Bearer', SECRET)]) {
      expect(inspect(authorization)).not.toContain(SECRET);
      expect(inspect(authorization)).not.toContain(String(authorization).split(' ')[1]);
    }
    expect(inspect(request.authorization)).toBe('Authorization "Bearer …"');
  });
});
