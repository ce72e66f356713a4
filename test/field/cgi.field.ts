import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CGIApp } from '../../src/apps/cgi/cgi-app.ts';
import { HeadCollector } from '../../src/apps/cgi/head-collector.ts';
import { ProgramFault } from '../../src/apps/cgi/program-fault.ts';
import { readHead, refuseUnended } from '../../src/apps/cgi/program-head.ts';
import { sendableFields } from '../../src/gateways/fields.ts';
import { type ServerHandle, serve } from '../../src/gateways/node/server.ts';
import { callApplication } from '../../src/wsgi/call-application.ts';
import { collectNative } from '../support/bytes.ts';
import { descriptorCount, makePrograms, until } from '../support/cgi-programs.ts';
import { soundEnviron } from '../support/linted.ts';
import { vectors } from '../support/vectors.ts';

const HEAD = `printf 'Content-Type: application/octet-stream\\n\\n'`;
const MANY = 100_000_000;

const programs = makePrograms({
  hello: `${HEAD}; echo hello`,
  echo: `${HEAD}; exec cat`,
  zeros: `${HEAD}; exec head -c ${MANY} /dev/zero`,
  count: `${HEAD}; exec wc -c`,
  deaf: `${HEAD}; exec sleep 600`,
  mute: 'exec sleep 600',
  dying: `printf 'Content-Type: text/plain\\nContent-Length: 100\\n\\n'; echo some; kill -9 $$`,
  output: 'exec cat bytes',
});

/** The peak resident size of this process during an action, above its size before, in MB. */
async function growth(run: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let largest = before;
  const timer = setInterval(() => {
    largest = Math.max(largest, process.memoryUsage.rss());
  }, 20);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  return (largest - before) / 1e6;
}

function* chunksOf(length: number): Generator<Uint8Array> {
  for (let left = length; left > 0; left -= 50_000) yield Buffer.alloc(Math.min(50_000, left), 'x');
}

async function sizeOf(body: AsyncIterable<Uint8Array> | null): Promise<number> {
  let size = 0;
  for await (const chunk of body ?? []) size += chunk.length;
  return size;
}

describe('CGI programs under a server', () => {
  const servers = new Map<string, ServerHandle>();
  beforeAll(async () => {
    const options = { timeout: 1000, headTimeout: 1000 };
    for (const name of ['hello', 'echo', 'zeros', 'count', 'deaf', 'mute', 'dying']) {
      const app = new CGIApp(programs.at(name), options);
      servers.set(name, await serve(app, { port: 0, onError: () => {}, errors: { write: () => {} } }));
    }
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.close();
    programs[Symbol.dispose]();
  });
  const urlOf = (name: string) => servers.get(name)?.url ?? '';
  const answers = async () => expect(await (await fetch(urlOf('hello'))).text()).toBe('hello\n');

  it('receive and send 100 MB in constant memory', async () => {
    await answers();
    const up = (length?: number): RequestInit & { duplex: 'half' } => ({
      method: 'POST',
      body: Readable.toWeb(Readable.from(chunksOf(MANY))) as ReadableStream,
      duplex: 'half',
      ...(length !== undefined && { headers: { 'Content-Length': String(length) } }),
    });
    const transfer = async () => {
      const sizes = [
        await sizeOf((await fetch(urlOf('zeros'))).body),
        Number(await (await fetch(urlOf('count'), up(MANY))).text()),
        Number(await (await fetch(urlOf('count'), up())).text()),
        await sizeOf((await fetch(urlOf('echo'), up(MANY))).body),
      ];
      expect(sizes).toEqual([MANY, MANY, MANY, MANY]);
    };
    // The first run allocates memory that later runs reuse.
    await transfer();
    expect(await growth(transfer)).toBeLessThan(80);
  });

  it('leave nothing after 1000 requests whose clients disconnected', async () => {
    await answers();
    const before = descriptorCount();
    for (let batch = 0; batch < 50; batch++) {
      await Promise.all(
        Array.from({ length: 20 }, (_, i) => leave(urlOf(i % 2 === 0 ? 'mute' : 'zeros'), i)),
      );
    }
    await until(() => programs.running().length === 0, 'no program runs');
    await until(() => descriptorCount() <= before + 5, 'no descriptor is left');
    await answers();
  });

  it('leave nothing if they neither read nor write', async () => {
    const before = descriptorCount();
    const given = await Promise.all(
      ['deaf', 'mute', 'deaf', 'mute'].map((name) => post(urlOf(name), 1_000_000)),
    );
    expect(given.sort()).toEqual(['200 cut', '200 cut', '504 whole', '504 whole']);
    await until(() => programs.running().length === 0, 'no program runs');
    await until(() => descriptorCount() <= before + 10, 'no descriptor is left');
    await answers();
  });

  it('have their response cut off after kill -9', async () => {
    for (let i = 0; i < 100; i++) {
      await expect(fetch(urlOf('dying')).then((response) => response.text())).rejects.toThrow();
    }
    await until(() => programs.running().length === 0, 'no program runs');
    await answers();
  });
});

/** Sends a body of a given size: returns the status of the response, and whether it is complete. */
function post(url: string, length: number): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', agent: false, headers: { 'Content-Length': length } });
    outgoing
      .on('error', () => {})
      .on('response', (response) => {
        const settle = () => resolve(`${response.statusCode} ${response.complete ? 'whole' : 'cut'}`);
        response
          .on('error', () => {})
          .on('close', settle)
          .resume();
      });
    outgoing.end(Buffer.alloc(length));
  });
}

/** Sends a request, and disconnects after a while. */
async function leave(url: string, milliseconds: number): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  socket.destroy();
}

const PIECES = [
  '\n',
  '\r\n',
  '\r',
  '\0',
  ':',
  ' ',
  '\t',
  'Status: 200\n',
  'Location: /a\n',
  'Content-Length: 5\n',
  '\xff',
];

/** Outputs of programs with changed, repeated, removed or inserted bytes. */
const outputs = vectors<{ input: { output: unknown } }>('paste/cgi-output')
  .map(({ input }) => input.output)
  .filter((output) => typeof output === 'string');
const mutated = fc
  .tuple(
    fc.constantFrom(...outputs),
    fc.array(fc.tuple(fc.nat(), fc.nat(8), fc.constantFrom(...PIECES)), { minLength: 1, maxLength: 8 }),
  )
  .map(([output, changes]) =>
    changes.reduce((text, [place, taken, put]) => {
      const start = place % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + taken);
    }, output),
  );

describe('mutated output of a program', () => {
  it('is either a valid head or an error, 100 000 times', () => {
    fc.assert(
      fc.property(mutated, fc.integer({ min: 1, max: 40 }), fc.boolean(), (text, size, nph) => {
        const collector = new HeadCollector(200);
        let isEnded = false;
        for (let start = 0; start < text.length && !isEnded; start += size) {
          isEnded = collector.add(Buffer.from(text.slice(start, start + size), 'latin1')) !== undefined;
        }
        if (!isEnded) {
          expect(() => refuseUnended(collector.lines(), nph, 'it ended')).toThrow(ProgramFault);
          return;
        }
        try {
          const { code, fields } = readHead(collector.lines(), nph);
          expect(code).toBeGreaterThanOrEqual(200);
          sendableFields(code, fields);
        } catch (error) {
          expect(error).toBeInstanceOf(ProgramFault);
        }
      }),
      { numRuns: 100_000 },
    );
  });

  it('is answered, 2000 times, with a running program', async () => {
    const folder = makePrograms({ output: 'exec cat bytes' });
    const app = new CGIApp(folder.at('output'), { maxHeadSize: 200 }).toApp();
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        writeFileSync(folder.at('bytes'), text, 'latin1');
        const { status, appIter } = await callApplication(
          app,
          soundEnviron({ 'wsgi.errors': { write: () => {} } }),
        );
        expect(status).toMatch(/^[2-5]\d\d /);
        await collectNative(appIter).catch((error) => expect(error).toBeInstanceOf(ProgramFault));
      }),
      { numRuns: 2000 },
    );
    await until(() => folder.running().length === 0, 'no program runs');
    expect(readFileSync(folder.at('bytes')).length).toBeGreaterThan(0);
    folder[Symbol.dispose]();
  });
});
