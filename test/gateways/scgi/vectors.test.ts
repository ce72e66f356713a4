import { describe, expect, it } from 'vitest';
import { serveSCGI } from '../../../src/gateways/scgi/serve.ts';
import { Peer } from '../../support/cgi-peers.ts';
import { compared, isShort, partsOf, type ServerCase, serveCase } from '../../support/paste-servers.ts';
import { vectors } from '../../support/vectors.ts';

// What nginx, lighttpd and Apache send, and what breaks the rules; where the specification asks for more than the
// recorded server does, `want` says what.
describe('an SCGI server', () => {
  it.each(vectors<ServerCase>('paste/scgi'))('answers $id ($source)', async (one) => {
    const { input, output, want } = one;
    const { server, seen, rules, settled } = await serveCase(serveSCGI, one);
    await using _ = server;
    using peer = new Peer(server);
    peer.send(Buffer.from(input.wire, 'base64'));
    if (want?.refuse || isShort(one)) peer.finish();
    const answer = (await peer.all()).toString('latin1');
    await settled();
    if (want?.refuse) {
      expect([seen, answer, rules]).toEqual([[], '', [want.refuse]]);
      return;
    }
    if (want?.breaks) {
      expect(await peer.isReset()).toBe(true);
      return;
    }
    for (const { got, wanted } of compared(one, seen)) expect(got).toEqual(wanted);
    const wanted = want?.answer ?? (want || isShort(one) ? undefined : output.answer);
    if (wanted === undefined) return;
    const isError = wanted.startsWith('(a 500');
    if (isError) expect(answer).toMatch(/^Status: 500 /);
    else if (wanted.includes('... ')) expect(answer).toHaveLength(Number(/(\d+) bytes$/.exec(wanted)?.[1]));
    else expect(partsOf(answer, wanted)).toEqual(partsOf(wanted, wanted));
  });
});
