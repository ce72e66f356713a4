/**
 * Complete servers under an external load generator.
 *
 * @module
 */
import { type Survey, standing } from '../harness.ts';
import { ServerProcess } from '../load/process.ts';
import { runWrk, type WrkRun, wrkIsMissing } from '../load/wrk.ts';
import { ASKED } from '../servers.ts';
import type { Table } from '../table.ts';

const NAMES = ['node:http', 'wheatpaste, wsgify', 'fastify', 'hono', 'h3'];
const CONNECTIONS = [1, 64, 1000];
const TITLES = { hello: 'Hello, World!', form: 'a form of 10 fields, posted' } as const;
/** The connections with which a new server is warmed up, which give it the most requests. */
const WARMING = 64;
const PACES = {
  quick: { processes: 1, warmUp: 1, rounds: 1, seconds: 1, asked: ['hello'] },
  thorough: { processes: 3, warmUp: 3, rounds: 3, seconds: 1, asked: ['hello', 'form'] },
} as const satisfies Record<string, Pace>;

interface Pace {
  /** The number of processes of each server, one after another. */
  readonly processes: number;
  /** How many seconds each of them is loaded before it is measured, for each request. */
  readonly warmUp: number;
  /** The number of rounds of each process. */
  readonly rounds: number;
  readonly seconds: number;
  readonly asked: readonly (keyof typeof TITLES)[];
}

type Measured = WrkRun & { readonly cpuTime: number };

/** A request, with a number of connections: one table. */
interface Case {
  readonly asked: keyof typeof TITLES;
  readonly connections: number;
  /** By server. */
  readonly measured: Map<string, Measured[]>;
}

export const workload: Survey = {
  about: `The servers of e2e, each in a process pinned to one core, under \`wrk\` on another one, with one thread and 1, 64 and 1000 connections.
They take turns, and each server has three processes, one after another, which are warmed up; each figure is the median of all rounds.
Next to wrk's figures is the server's own CPU time per request.`,
  why: 'Latencies at 64 and at 1000 connections are those of the queue in front of one core: they follow from the CPU time, whose causes are those of e2e. At one connection they are those of a request that waits for nothing. A posted form is read here up to its declared length, after which node holds the request until the next one of its connection: a connection then keeps 4.2 KiB, and 2.6 with fastify, which tells with many connections.',
  tables: async (isQuick) => {
    const pace: Pace = PACES[isQuick ? 'quick' : 'thorough'];
    if (wrkIsMissing) return [{ title: wrkIsMissing, headings: ['server'], rows: [] }];
    const cases = pace.asked.flatMap((asked) =>
      CONNECTIONS.map((connections): Case => ({ asked, connections, measured: new Map() })),
    );
    for (let i = 0; i < pace.processes; i++) await takeTurns(cases, pace);
    return cases.map(tableOf);
  },
};

/** Loads new processes of all servers, and adds what was measured. */
async function takeTurns(cases: readonly Case[], pace: Pace): Promise<void> {
  const servers: ServerProcess[] = [];
  try {
    for (const name of NAMES) servers.push(await ServerProcess.start('answering', name));
    for (const asked of pace.asked) {
      for (const server of servers) await measure(server, asked, WARMING, pace.warmUp);
    }
    for (const { asked, connections, measured } of cases) {
      for (let round = 0; round < pace.rounds; round++) {
        for (const server of servers) {
          const run = await measure(server, asked, connections, pace.seconds);
          measured.set(server.name, [...(measured.get(server.name) ?? []), run]);
        }
      }
    }
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

function tableOf({ asked, connections, measured }: Case): Table {
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

async function measure(
  server: ServerProcess,
  asked: keyof typeof TITLES,
  connections: number,
  seconds: number,
): Promise<Measured> {
  const before = await server.usage();
  const run = await runWrk(server.origin, ASKED[asked], { connections, seconds, isPinned: true });
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
