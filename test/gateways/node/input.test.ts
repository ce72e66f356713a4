import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { NodeInput } from '../../../src/gateways/node/input.ts';
import type { NodeRequest } from '../../../src/gateways/node/request.ts';
import { bytes, text } from '../../support/bytes.ts';

describe('NodeInput', () => {
  it('asks for the body once, and leaves the stream open if its reader stops', async () => {
    let asked = 0;
    const stream = Readable.from([bytes('ab'), bytes('cd'), bytes('ef')]);
    const input = new NodeInput(stream as NodeRequest, () => asked++);
    const read: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      for await (const chunk of input) {
        read.push(text(chunk));
        break;
      }
    }
    expect({ read, asked, isDestroyed: stream.destroyed }).toEqual({
      read: ['ab', 'cd'],
      asked: 1,
      isDestroyed: false,
    });
    stream.destroy();
  });
});
