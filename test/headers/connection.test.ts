import { describe, expect, it } from 'vitest';
import { dropConnectionFields } from '../../src/headers/connection.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';

const FIELDS = {
  HTTP_HOST: 'a.example',
  HTTP_X_USER: 'eve',
  HTTP_VIA: '1.0 evil',
  HTTP_UPGRADE: 'websocket',
  HTTP_TRANSFER_ENCODING: 'chunked',
  CONTENT_LENGTH: '3',
  CONTENT_TYPE: 'text/plain',
};

/** The remaining fields. */
function left(connection: string | undefined): Record<string, unknown> {
  const environ: Environ = { ...blankEnviron(), ...FIELDS };
  if (connection !== undefined) environ.HTTP_CONNECTION = connection;
  dropConnectionFields(environ);
  const kept = ['HTTP_CONNECTION', ...Object.keys(FIELDS)].filter((key) => key in environ);
  return Object.fromEntries(kept.map((key) => [key, environ[key]]));
}

describe('dropConnectionFields', () => {
  it.each([[undefined], ['close'], ['keep-alive, Upgrade'], ['TE, Keep-Alive, HTTP2-Settings'], [''], [',']])(
    'FP1: leaves %j and all fields unchanged',
    (connection) => {
      expect(left(connection)).toEqual({
        ...(connection !== undefined && { HTTP_CONNECTION: connection }),
        ...FIELDS,
      });
    },
  );

  it.each([
    ['close, X-User', 'close'],
    ['x-USER,Keep-Alive', 'Keep-Alive'],
    ['X-User', undefined],
    ['X-User, X-Absent, __proto__, X_User', undefined],
    ['Upgrade, "quoted", X-User', 'Upgrade'],
  ])('FP1: drops the fields that %j names, and their names in it', (connection, options) => {
    const { HTTP_X_USER: _, ...others } = FIELDS;
    expect(left(connection)).toEqual({ ...(options && { HTTP_CONNECTION: options }), ...others });
  });

  it('FP1: keeps fields that route and frame the request', () => {
    expect(left('Host, Content-Length, Transfer-Encoding, close')).toEqual({
      HTTP_CONNECTION: 'Transfer-Encoding, close',
      ...FIELDS,
    });
  });

  it('FP1: distinguishes a name with an underscore from the one with a hyphen', () => {
    expect(left('X_User')).toEqual(FIELDS);
  });
});
