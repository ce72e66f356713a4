import { describe, expect, it } from 'vitest';
import { clearSiteData } from '../../src/headers/clear-site-data.ts';

describe('clearSiteData', () => {
  it.each([
    ['"cache"', ['cache']],
    ['"cache","cookies" ,\t"storage"', ['cache', 'cookies', 'storage']],
    ['"*"', ['*']],
    ['"cache, cookies", "a\\"b"', ['cache, cookies', 'a"b']],
    ['cache, "cookies", "storage" x, "é"', ['cookies', 'é']],
    ['"cookies', []],
    [undefined, []],
  ])('reads %j', (value, kinds) => {
    expect(clearSiteData.parse(value)).toEqual(kinds);
  });

  it('writes a list of data types', () => {
    expect(clearSiteData.format(['cache', 'cookies'])).toBe('"cache", "cookies"');
    expect(clearSiteData.format('*')).toBe('"*"');
    expect(clearSiteData.format([])).toBeUndefined();
    expect(() => clearSiteData.format('a\n')).toThrow(TypeError);
  });
});
