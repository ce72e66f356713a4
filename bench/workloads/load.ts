/**
 * Complete servers under an external load generator.
 *
 * @module
 */
import { type Survey, standing } from '../harness.ts';
import { ServerProcess } from '../load/process.ts';
import { runWrk, type Wrk, type WrkRun, wrkIsMissing } from '../load/wrk.ts';
import { ASKED } from '../servers.ts';
import type { Table } from '../table.ts';

const NAMES = ['node:http', 'wheatpaste, wsgify', 'fastify', 'hono', 'h3'];
const CONNECTIONS = [1, 64, 1000];
const TITLES = { hello: 'Hello, World!', form: 'a form of 10 fields, posted' } as const;
const PACES = {
  quick: { processes: 1, rounds: 1, seconds: 1, asked: ['hello'] },
  thorough: { processes: 3, rounds: 3, seconds: 1, asked: ['hello', 'form'] },
} as const satisfies Record<string, Pace>;

interface Pace {
  /** The number of processes of each server, one after another. */
  readonly processes: number;
  /** The number of rounds of each process. */
  readonly rounds: number;
  readonly seconds: number;
  readonly asked: readonly (keyof typeof TITLES)[];
}

type Measured = WrkRun & { readonly cpuTime: number };

export const workload: Survey = {
  about: `The servers of e2e, each in a process pinned to one core, under \`wrk\` on another one, with one thread and 1, 64 and 1000 connections.
They take turns, and each server has three processes, one after another; each figure is the median of all rounds. Next to wrk's figures is the server's own CPU time per request.`,
  why: 'Latencies at 64 and at 1000 connections are those of the queue in front of one core: they follow from the CPU time, whose causes are those of e2e. At one connection they are those of a request that waits for nothing.',
  tables: async (isQuick) => {
    const pace: Pace = PACES[isQuick ? 'quick' : 'thorough'];
    if (wrkIsMissing) return [{ title: wrkIsMissing, headings: ['server'], rows: [] }];
    const tables: Table[] = [];
    for (const asked of pace.asked) {
      for (const connections of CONNECTIONS) tables.push(await tableOf(asked, connections, pace));
    }
    return tables;
  },
};

async function tableOf(asked: keyof typeof TITLES, connections: number, pace: Pace): Promise<Table> {
  const measured = new Map(NAMES.map((name): [string, Measured[]] => [name, []]));
  for (let i = 0; i < pace.processes; i++) await takeTurns(asked, connections, pace, measured);
  return {
    title: `${TITLES[asked]}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    headings: ['server', 'requests a second', 'p50 in µs', 'p99 in µs', 'µs of CPU time a request'],
    rows: [...measured]
      .map(([name, runs]) => ({ name, rate: median(runs, 'rate'), runs }))
      .sort((a, b) => b.rate - a.rate)
      .map(({ name, rate, runs }) => [
        name,
        rate.toFixed(0),
        median(runs, 'p50').toFixed(0),
        median(runs, 'p99').toFixed(0),
        median(runs, 'cpuTime').toFixed(1),
      ]),
  };
}

/** Loads new processes of all servers, and adds what was measured. */
async function takeTurns(
  asked: keyof typeof TITLES,
  connections: number,
  { rounds, seconds }: Pace,
  measured: ReadonlyMap<string, Measured[]>,
): Promise<void> {
  const servers: ServerProcess[] = [];
  try {
    for (const name of measured.keys()) servers.push(await ServerProcess.start('answering', name));
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const server of servers) {
        const run = await measure(server, asked, { connections, seconds, isPinned: true });
        if (round > 0) measured.get(server.name)?.push(run);
      }
    }
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

async function measure(server: ServerProcess, asked: keyof typeof TITLES, wrk: Wrk): Promise<Measured> {
  const before = await server.usage();
  const run = await runWrk(server.origin, ASKED[asked], wrk);
  const after = await server.usage();
  const cpuTime = (after.cpuTime - before.cpuTime) / (after.requests - before.requests);
  return { ...run, cpuTime };
}

function median(runs: readonly Measured[], figure: keyof Measured): number {
  return standing(
    figure,
    runs.map((run) => run[figure]),
  ).median;
}
