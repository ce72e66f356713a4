import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvironHeaders } from '../../../src/headers/lists/environ-headers.ts';
import { addField } from '../../../src/headers/lists/environ-keys.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';

const headers = new EnvironHeaders({
  ...blankEnviron(),
  CONTENT_TYPE: 'text/plain',
  HTTP_X_B: '2',
  HTTP_ACCEPT: '*/*',
  HTTP_EMPTY: '',
});

describe('EnvironHeaders', () => {
  it('finds a header in any case', () => {
    expect(headers.get('x-B')).toBe('2');
    expect(headers.get('Content-Type')).toBe('text/plain');
    expect(headers.get('empty')).toBe('');
    expect(headers.has('ACCEPT')).toBe(true);
  });

  it('returns null for a missing field', () => {
    expect(headers.get('content-length')).toBeNull();
    expect(headers.has('content-length')).toBe(false);
    expect(headers.get('path-info')).toBeNull();
  });

  it('yields the fields in the order of their names', () => {
    const fields = [
      ['accept', '*/*'],
      ['content-type', 'text/plain'],
      ['empty', ''],
      ['host', 'localhost'],
      ['x-b', '2'],
    ];
    expect([...headers]).toEqual(fields);
    expect([...headers.entries()]).toEqual(fields);
    expect([...headers.keys()]).toEqual(fields.map(([name]) => name));
    expect([...headers.values()]).toEqual(fields.map(([, value]) => value));
    const seen: unknown[] = [];
    headers.forEach((value, name, all) => void seen.push([name, value, all === headers]));
    expect(seen).toEqual(fields.map((field) => [...field, true]));
  });

  it('yields a header only once if the environ contains it twice', () => {
    const twice = { ...blankEnviron(), CONTENT_LENGTH: '3', HTTP_CONTENT_LENGTH: '4', HTTP_HOST: undefined };
    expect([...new EnvironHeaders(twice)]).toEqual([['content-length', '3']]);
  });

  it('can be given to the global Headers', () => {
    expect([...new Headers(headers)]).toEqual([...headers]);
    expect(headers.getSetCookie()).toEqual([]);
  });

  it.each(['set', 'append', 'delete'] as const)(
    'FM2: explains how to change a request when %s is called',
    (name) => {
      expect(() => headers[name]('X-A', '1')).toThrow(/a request is immutable; request\.with\(\{ headers: /);
    },
  );

  it('prints its fields', () => {
    expect(inspect(new EnvironHeaders(blankEnviron()))).toBe("EnvironHeaders [ [ 'host', 'localhost' ] ]");
  });

  it('agrees with the global Headers on all names and values', () => {
    const name = fc.string({ unit: fc.constantFrom(...'aAbXyZ09!-~'), minLength: 1, maxLength: 3 });
    const value = fc.string({ unit: fc.constantFrom(...'a,;= "é'), maxLength: 4 }).map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (fields) => {
        const { HTTP_HOST: _, ...environ } = blankEnviron();
        for (const field of fields) addField(environ, ...field);
        const theirs = new Headers(fields);
        expect([...new EnvironHeaders(environ)]).toEqual([...theirs]);
        for (const [wanted] of fields) {
          expect(new EnvironHeaders(environ).get(wanted)).toBe(theirs.get(wanted));
        }
      }),
    );
  });
});
