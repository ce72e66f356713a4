import { describe, expect, it } from 'vitest';
import { addField, environKey, headerName } from '../../../src/headers/lists/environ-keys.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';

describe('environKey and headerName', () => {
  it.each([
    ['host', 'HTTP_HOST'],
    ['x-forwarded-for', 'HTTP_X_FORWARDED_FOR'],
    ['content-type', 'CONTENT_TYPE'],
    ['content-length', 'CONTENT_LENGTH'],
    ['content-encoding', 'HTTP_CONTENT_ENCODING'],
    ['--proto--', 'HTTP___PROTO__'],
  ])('translate between %j and %j', (name, key) => {
    expect(environKey(name)).toBe(key);
    expect(environKey(name.toUpperCase())).toBe(key);
    expect(headerName(key)).toBe(name);
  });

  it.each([
    'PATH_INFO',
    'HTTPS',
    'HTTP_',
    'HTTP_CONTENT_TYPE',
    'HTTP_CONTENT_LENGTH',
    'CONTENT_TYPE_X',
    'HTTP_lower',
    'HTTP_X-Y',
    'http_host',
    'wsgi.input',
    '__proto__',
    '',
  ])('find no header for %j', (key) => {
    expect(headerName(key)).toBeUndefined();
  });
});

describe('addField', () => {
  function environOf(...fields: [name: string, value: string][]) {
    const environ = blankEnviron();
    for (const [name, value] of fields) addField(environ, name, value);
    return environ;
  }

  it('joins the values of a name, and those of Cookie as a cookie string', () => {
    const environ = environOf(['X', '1'], ['Cookie', 'a=1'], ['x', ''], ['cookie', 'b=2'], ['X', '2']);
    expect(environ).toMatchObject({ HTTP_X: '1, , 2', HTTP_COOKIE: 'a=1; b=2' });
  });

  it('D5: drops names with an underscore', () => {
    const environ = environOf(['X-Foo', '1'], ['X_Foo', '2'], ['Content_Length', '3'], ['__proto__', '4']);
    expect(environ).toEqual({ ...blankEnviron(), HTTP_X_FOO: '1' });
  });

  it.each(['Proxy', 'proxy', 'PROXY'])('G3: drops %s', (name) => {
    expect(environOf([name, 'http://evil.example'])).toEqual(blankEnviron());
  });

  it('keeps Proxy-Authorization', () => {
    expect(environOf(['Proxy-Authorization', 'x']).HTTP_PROXY_AUTHORIZATION).toBe('x');
  });
});
