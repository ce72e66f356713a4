import { describe, expect, it } from 'vitest';
import { TYPE } from '../../../src/gateways/fastcgi/records.ts';
import { serveFastCGI } from '../../../src/gateways/fastcgi/serve.ts';
import { type Came, Peer, recordsIn } from '../../support/cgi-peers.ts';
import {
  compared,
  isShort,
  partsOf,
  type RecordedRecord,
  type ServerCase,
  serveCase,
} from '../../support/paste-servers.ts';
import { vectors } from '../../support/vectors.ts';

const NAMES: Readonly<Record<number, string>> = {
  [TYPE.end]: 'END_REQUEST',
  [TYPE.stdout]: 'STDOUT',
  [TYPE.stderr]: 'STDERR',
  [TYPE.getValuesResult]: 'GET_VALUES_RESULT',
  [TYPE.unknownType]: 'UNKNOWN_TYPE',
};
const STATUSES = ['REQUEST_COMPLETE', 'CANT_MPX_CONN', 'OVERLOADED', 'UNKNOWN_ROLE'];
const ENDS = new Set<number>([TYPE.end, TYPE.getValuesResult, TYPE.unknownType]);

// What nginx, lighttpd and Apache send, and what breaks the rules; where the specification asks for more than the
// recorded server does, `want` says what.
describe('a FastCGI server', () => {
  it.each(vectors<ServerCase>('paste/fastcgi'))('answers $id ($source)', async (one) => {
    const { input, output, want } = one;
    const { server, seen, rules, settled } = await serveCase(serveFastCGI, one);
    await using _ = server;
    const recorded = Array.isArray(want?.records) ? want.records : (output.records ?? []);
    const ends = recorded.filter(({ type }) => type !== 'STDOUT' && type !== 'STDERR').length;
    const expected = want?.refuse || want?.appStatus ? 0 : (want?.requests ?? ends) || ends;
    const turns = turnsOf(Buffer.from(input.wire, 'base64'));
    using peer = new Peer(server);
    for (const [i, turn] of turns.entries()) {
      await peer.until((bytes) => endsIn(bytes) >= i);
      peer.send(turn);
    }
    const isWhole = expected > 0 && !isShort(one) && one.id !== CUT_OFF;
    if (isWhole) await Promise.race([peer.ended, peer.until((bytes) => endsIn(bytes) >= expected)]);
    else if (want?.appStatus) await peer.ended;
    const records = recordsIn(await peer.finish().all());
    await settled();
    if (want?.refuse) {
      expect([seen, records, rules]).toEqual([[], [], [want.refuse]]);
      return;
    }
    if (want?.appStatus) {
      expect(records.filter(({ type }) => type === TYPE.end)).toEqual([]);
      return;
    }
    if (want?.requests !== undefined && !isClash(turns)) expect(seen).toHaveLength(want.requests);
    if (!want?.requests) for (const { got, wanted } of compared(one, seen)) expect(got).toEqual(wanted);
    const wanted = Array.isArray(want?.records) ? want.records : want || isShort(one) ? undefined : recorded;
    if (wanted) compare(records, wanted);
  });
});

/** The last record of this case is incomplete, so the end of the connection is part of it. */
const CUT_OFF = 'bb4d07b5d044';

/** Two concurrent requests with one id: one may be answered, or none. */
function isClash(turns: readonly Buffer[]): boolean {
  const begun = turns.map((turn) => recordsIn(turn).filter(({ type }) => type === TYPE.begin));
  return begun.some((list) => new Set(list.map(({ id }) => id)).size < list.length);
}

function endsIn(bytes: Buffer): number {
  return recordsIn(bytes).filter(({ type }) => ENDS.has(type)).length;
}

/** The bytes that a web server sends first: it reuses an id only after the response to the id's request. */
function turnsOf(wire: Buffer): Buffer[] {
  const cuts = [0];
  const sent = new Set<number>();
  let at = 0;
  for (const { type, id, content, padding } of recordsIn(wire)) {
    if (type === TYPE.begin && sent.delete(id)) cuts.push(at);
    else if (type === TYPE.stdin && content.length === 0) sent.add(id);
    at += 8 + content.length + padding;
  }
  return cuts.map((cut, i) => wire.subarray(cut, cuts[i + 1]));
}

function compare(records: readonly Came[], wanted: readonly RecordedRecord[]): void {
  const streams = (type: string) => wanted.filter((one) => one.type === type && one.content !== undefined);
  for (const { id, content = '' } of streams('STDOUT')) {
    const got = records.filter((one) => one.type === TYPE.stdout && one.id === id);
    const text = Buffer.concat(got.map((one) => one.content)).toString('latin1');
    expect(got.at(-1)?.content).toHaveLength(0);
    if (content.includes('... ')) expect(text).toHaveLength(Number(/(\d+) bytes$/.exec(content)?.[1]));
    else if (content.startsWith('(a 500')) expect(text).toMatch(/^Status: 500 /);
    else expect(partsOf(text, content)).toEqual(partsOf(content, content));
  }
  const answers = wanted.filter(({ type }) => type !== 'STDOUT' && type !== 'STDERR');
  const got = records.filter(({ type }) => ENDS.has(type));
  expect(got.map(({ type, id }) => [NAMES[type], id])).toEqual(answers.map(({ type, id }) => [type, id]));
  for (const [i, { protocolStatus, values }] of answers.entries()) {
    const content = got[i]?.content ?? Buffer.alloc(0);
    if (protocolStatus) expect(STATUSES[content.readUInt8(4)]).toBe(protocolStatus);
    for (const name of Object.keys(values ?? {})) expect(content.toString('latin1')).toContain(name);
  }
}
