/**
 * What a second process brings on the same machine.
 *
 * @module
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { forkNode } from '../cores.ts';
import { type Survey, standing } from '../harness.ts';
import { runWrk, wrkIsMissing } from '../load/wrk.ts';
import { ASKED } from '../servers.ts';

const WORKERS = [1, 2];
const WRK = { connections: 64, isPinned: false };
const PACES = { quick: { rounds: 1, seconds: 1 }, thorough: { rounds: 7, seconds: 3 } } as const;

export const workload: Survey = {
  about: `\`Hello, World!\` through \`wsgify\` and \`serve\` in 1 and in 2 workers of node's \`cluster\`, under \`wrk\` with 64 connections. Nothing is
pinned to a core, and wrk also uses some of the machine's ${availableParallelism()}, so the second worker gets what wrk leaves. Both take turns; each
figure is the median of the rounds.`,
  why: 'Workers share nothing but the port, so each contributes what its core gives.',
  tables: async (isQuick) => {
    if (wrkIsMissing) return [{ title: wrkIsMissing, headings: ['workers'], rows: [] }];
    const { rounds, seconds } = PACES[isQuick ? 'quick' : 'thorough'];
    const rates = new Map(WORKERS.map((workers) => [workers, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const workers of WORKERS) rates.get(workers)?.push(await rateOf(workers, seconds));
    }
    const medians = WORKERS.map((workers) => standing(String(workers), rates.get(workers) ?? []).median);
    const [one = Number.NaN] = medians;
    return [
      {
        title: 'Hello, World!',
        headings: ['workers', 'requests a second', 'to one worker'],
        rows: medians.map((rate, i) => [String(WORKERS[i]), rate.toFixed(0), (rate / one).toFixed(2)]),
      },
    ];
  },
};

async function rateOf(workers: number, seconds: number): Promise<number> {
  const process = forkNode('./load/cluster.js', [String(workers)]);
  try {
    const [origin] = await once(process, 'message');
    await runWrk(origin, ASKED.hello, { ...WRK, seconds: 1 });
    return (await runWrk(origin, ASKED.hello, { ...WRK, seconds })).rate;
  } finally {
    const exited = once(process, 'exit');
    process.disconnect();
    await exited;
  }
}
