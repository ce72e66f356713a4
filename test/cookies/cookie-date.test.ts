import { describe, expect, it } from 'vitest';
import { parseCookieDate } from '../../src/cookies/cookie-date.ts';

describe('parseCookieDate', () => {
  it.each([
    ['Wed, 09 Jun 2021 10:18:14 GMT', '2021-06-09T10:18:14Z'],
    ['Wed, 09-Jun-21 10:18:14 GMT', '2021-06-09T10:18:14Z'],
    ['Wed Jun  9 10:18:14 2021', '2021-06-09T10:18:14Z'],
    ['10:18:14 9 june 21 -0700', '2021-06-09T10:18:14Z'],
    ['1:2:3 1 Jan 70', '1970-01-01T01:02:03Z'],
    ['1:2:3 1 Jan 99', '1999-01-01T01:02:03Z'],
    ['1:2:3 1 Jan 00', '2000-01-01T01:02:03Z'],
    ['1:2:3 1 Jan 69', '2069-01-01T01:02:03Z'],
    ['01:02:03x 01x Janx 2021x', '2021-01-01T01:02:03Z'],
    ['29 Feb 2024 00:00:00', '2024-02-29T00:00:00Z'],
    ['1 Jan 1601 00:00:00', '1601-01-01T00:00:00Z'],
    ['1:2:3 4:5:6 1 Jan 2021 Feb', '2021-01-04T01:02:03Z'],
  ])('FK4: reads %j (RFC 6265bis, 5.1.1)', (text, date) => {
    expect(parseCookieDate(text)).toEqual(new Date(date));
  });

  it.each([
    '',
    'never',
    '1 Jan 2021',
    '10:18:14 Jan 2021',
    '10:18:14 1 2021',
    '10:18:14 1 Jan',
    '10:18:14 0 Jan 2021',
    '10:18:14 32 Jan 2021',
    '10:18:14 30 Feb 2021',
    '24:00:00 1 Jan 2021',
    '10:60:00 1 Jan 2021',
    '10:00:60 1 Jan 2021',
    '1 Jan 1600 00:00:00',
    '1 Jan 100 00:00:00',
  ])('ignores %j', (text) => {
    expect(parseCookieDate(text)).toBeUndefined();
  });
});
