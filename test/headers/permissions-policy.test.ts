import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PermissionsPolicy, permissionsPolicy } from '../../src/headers/permissions-policy.ts';

const read = (value: string | undefined) => Object.fromEntries(PermissionsPolicy.parse(value).features);

describe('PermissionsPolicy', () => {
  it.each([
    [
      'geolocation=(self "https://a.example"), camera=*',
      { geolocation: ['self', 'https://a.example'], camera: ['*'] },
    ],
    [
      'camera=(), usb=self, midi="https://*.a.example"',
      { camera: [], usb: ['self'], midi: ['https://*.a.example'] },
    ],
    ['camera=(self), camera=()', { camera: [] }],
    ['camera=(self * "https://a.example")', { camera: ['*'] }],
    ['camera=(self);report-to=main, usb=*;a', { camera: ['self'], usb: ['*'] }],
  ])('reads %j', (value, features) => {
    expect(read(value)).toEqual(features);
  });

  it.each([
    ['camera, usb=1, midi=src, hid=?1, fullscreen=*', { fullscreen: ['*'] }],
    ['camera="self", usb="*", fullscreen=*', { fullscreen: ['*'] }],
  ])('drops only a feature whose value is not a list of sites: %j', (value, features) => {
    expect(read(value)).toEqual(features);
  });

  it('drops only a site that is neither a keyword nor a string', () => {
    expect(read('camera=(self 1 src "self" "a b" "" "https://a.example")')).toEqual({
      camera: ['self', 'https://a.example'],
    });
  });

  it.each([undefined, '', 'camera=(', 'Camera=()', "geolocation 'self'", 'camera=(), ', 'é=*'])(
    'has no features for %j',
    (value) => {
      expect(read(value)).toEqual({});
    },
  );

  it.each([
    ['a name that is not in lower case', { Camera: [] }],
    ['a site with a space', { camera: 'https://a.example https://b.example' }],
    ['a site outside ASCII', { camera: 'https://é.example' }],
    ['an empty site', { camera: [''] }],
  ])('refuses %s', (_, features) => {
    expect(() => new PermissionsPolicy(features)).toThrow(TypeError);
  });

  it('refuses a repeated feature', () => {
    const pairs = [['camera', '*'] as const, ['camera', []] as const];
    expect(() => new PermissionsPolicy(pairs)).toThrow(
      'the feature camera is repeated; give all its sites in one list',
    );
  });

  it('prints its class and its text', () => {
    expect(inspect(new PermissionsPolicy({ camera: [] }))).toBe('PermissionsPolicy "camera=()"');
  });
});

describe('permissionsPolicy', () => {
  it('accepts a policy, features or text', () => {
    const text = 'camera=(), geolocation=(self "https://a.example"), usb=*';
    const features = { camera: [], geolocation: ['self', 'https://a.example'], usb: ['self', '*'] };
    for (const value of [features, new PermissionsPolicy(features), text]) {
      expect(permissionsPolicy.format(value)).toBe(text);
    }
    expect(() => permissionsPolicy.format('camera (')).toThrow(TypeError);
  });

  it('is omitted without features', () => {
    expect(permissionsPolicy.format({})).toBeUndefined();
    expect(String(new PermissionsPolicy())).toBe('');
  });
});
