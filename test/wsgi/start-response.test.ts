import { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { assertStartResponse, changingFields } from '../../src/wsgi/start-response.ts';

describe('assertStartResponse', () => {
  it('accepts a function', () => {
    expect(() => assertStartResponse(() => () => {})).not.toThrow();
  });

  it('FM4: explains what frameworks of node require', () => {
    const outgoing = Object.create(ServerResponse.prototype);
    expect(() => assertStartResponse(outgoing)).toThrow(/toNodeHandler\(app\)/);
  });

  it.each([undefined, null, {}, 'x'])('FM6: explains how to send a request, given %o', (value) => {
    expect(() => assertStartResponse(value)).toThrow(/request\.send\(app\)/);
  });
});

describe('changingFields', () => {
  it('changes the fields, and nothing else', () => {
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
