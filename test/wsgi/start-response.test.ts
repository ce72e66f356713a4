import { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { assertStartResponse } from '../../src/wsgi/start-response.ts';

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
