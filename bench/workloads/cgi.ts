/**
 * What it costs to run a CGI program for a request.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CGIApp } from 'wheatpaste/cgi';
import { serve } from 'wheatpaste/node';
import { startWebServer } from '../../examples/everywhere/web-servers.ts';
import { isOurs, type Survey, standing } from '../harness.ts';
import type { Table } from '../table.ts';

const REQUESTS = { quick: 100, thorough: 1000 } as const;
const BARE = 'the program alone';

export const workload: Survey = {
  about: `A shell script that prints a head and a line is run for each request. The figure is the time from a request to the end of its
response, over one connection, with one request at a time; the contestants take turns. Below it is the time that the script takes
without a server.`,
  why: 'Node starts a process on the thread of its event loop, with three pipes that are sockets; lighttpd uses vfork and a pipe.',
  tables: async (isQuick) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wheatpaste-'));
    const program = path.join(folder, 'hello.cgi');
    writeFileSync(program, "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nhello\\n'\n");
    chmodSync(program, 0o755);
    await using ours = await serve(new CGIApp(program), { port: 0 });
    await using lighttpd = await startWebServer(
      'lighttpd',
      () => `server.modules += ("mod_alias", "mod_cgi")
        alias.url = ("/" => "${program}")
        cgi.assign = (".cgi" => "")`,
    );
    try {
      const runs: Record<string, () => unknown> = {
        [BARE]: () => execFileSync(program),
        wheatpaste: asking(ours.url),
        lighttpd: asking(lighttpd.url),
      };
      return [await table(runs, isQuick ? REQUESTS.quick : REQUESTS.thorough)];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function table(runs: Readonly<Record<string, () => unknown>>, count: number): Promise<Table> {
  const times = new Map(Object.keys(runs).map((name) => [name, [] as number[]]));
  for (let round = 0; round < count; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const start = performance.now();
      await run();
      times.get(name)?.push(performance.now() - start);
    }
  }
  const standings = [...times].map(([name, all]) => standing(name, all)).sort((a, b) => a.median - b.median);
  const peer = standings.find(({ contestant }) => !isOurs(contestant) && contestant !== BARE);
  return {
    title: 'a shell script: ms a request',
    headings: ['contestant', 'ms', '±', 'to fastest peer'],
    rows: standings.map(({ contestant, median, spread }) => [
      contestant,
      median.toFixed(2),
      spread.toFixed(2),
      (median / (peer?.median ?? Number.NaN)).toFixed(2),
    ]),
  };
}

/** Asks a server over one connection. */
function asking(url: string): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return () =>
    new Promise((resolve, reject) => {
      const asked = get(url, { agent }, (response) => {
        response.resume().once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${url} answered ${response.statusCode}`));
        });
      });
      asked.once('error', reject);
    });
}
