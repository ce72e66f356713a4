import { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { assertStartResponse, changingFields } from '../../src/wsgi/start-response.ts';

describe('assertStartResponse', () => {
  it('takes a function', () => {
    expect(() => assertStartResponse(() => () => {})).not.toThrow();
  });

  it('FM4: says what frameworks of node take', () => {
    const outgoing = Object.create(ServerResponse.prototype);
    expect(() => assertStartResponse(outgoing)).toThrow(/toNodeHandler\(app\)/);
  });

  it.each([undefined, null, {}, 'x'])('FM6: says how a request is sent, given %o', (value) => {
    expect(() => assertStartResponse(value)).toThrow(/request\.send\(app\)/);
  });
});

describe('changingFields', () => {
  it('passes the fields through the change, and leaves the rest', () => {
    const started: unknown[] = [];
    const write = () => {};
    const start = changingFields(
      (...given) => {
        started.push(given);
        return write;
      },
      (headers, status) => [...headers, ['X-Status', status]],
    );
    const error = new Error('late');
    expect(start('200 OK', [['A', '1']])).toBe(write);
    start('500 Late', [], error);
    expect(started).toEqual([
      [
        '200 OK',
        [
          ['A', '1'],
          ['X-Status', '200 OK'],
        ],
        undefined,
      ],
      ['500 Late', [['X-Status', '500 Late']], error],
    ]);
  });
});
