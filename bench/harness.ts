/**
 * Compares contestants by the CPU time that one operation takes.
 *
 * Each contestant has a separate process, so that none profits from another's compiled code, caches or
 * patched globals. The processes take turns, round after round, and the result is the median of a
 * contestant's rounds: any other load on the machine affects all of them. Servers have several processes, one
 * after another, so that the median is also one of processes.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { forkNode, pin, SERVER_CORE } from './cores.ts';
import type { Table } from './table.ts';

/** The operation of a contestant in a case. It returns its answer, or a promise, which is awaited. */
export type Task = (input: never) => unknown;

/** A contestant loads its modules, and returns its task for each case that it supports. */
export type Contestant = () => Promise<Readonly<Record<string, Task>>>;

/** A contest by CPU time. Each file of bench/workloads exports one, as `workload`. */
export interface Workload {
  /** A description of the work and of how the contestants are made comparable, in Markdown. */
  readonly about: string;
  /** The explanation of the result: a line of Markdown for the page of results. */
  readonly why: string;
  /** Each case's title. */
  readonly cases: Readonly<Record<string, string>>;
  /** The cases of a quick run. Defaults to all. */
  readonly quick?: readonly string[];
  /** By name, with at most one of {@link BASELINES}. */
  readonly contestants: Readonly<Record<string, Contestant>>;
  /** An additional contestant to compare the others with. Defaults to the one of {@link BASELINES}. */
  readonly baseline?: string;
  /** How many times longer than usual its rounds and its warm-up take. */
  readonly longer?: number;
  /**
   * The number of processes that each contestant has, one after another, which share its rounds. Each is warmed up. Two
   * processes of the same server may differ by a quarter from their start to their end. Defaults to 1, as in a quick
   * run.
   */
  readonly processes?: number;
  /** Creates the inputs of a batch, one per operation. This is not measured. */
  readonly inputs?: (name: string, count: number) => Promise<readonly unknown[]>;
  /** Converts an answer to the form in which all answers must be equal. */
  readonly answer?: (answer: unknown) => unknown;
  /** Replaces the harness's own way to run a task for some milliseconds. */
  readonly round?: (task: Task, milliseconds: number) => Promise<Sample>;
}

/** An examination without a contest. A file of bench/workloads may export one instead, as `workload`. */
export interface Survey extends Pick<Workload, 'about' | 'why'> {
  readonly tables: (isQuick: boolean) => Promise<readonly Table[]>;
}

/** A command to the process of a contestant. */
export type Question =
  | { readonly ask: 'cases' }
  | { readonly ask: 'answer'; readonly name: string }
  | { readonly ask: 'round'; readonly name: string; readonly milliseconds: number };

/** Its reply. */
export type Reply = { readonly answer: unknown } | { readonly error: string };

/** The CPU time that some operations took. */
export interface Sample {
  readonly operations: number;
  readonly microseconds: number;
}

/** The thoroughness of a measurement: the number of rounds, and their milliseconds. */
export interface Pace {
  readonly rounds: number;
  readonly round: number;
  readonly warmUp: number;
  readonly isQuick: boolean;
}

/** The result of a contestant in a case, in microseconds of CPU time per operation. */
export interface Standing {
  readonly contestant: string;
  readonly median: number;
  /** Half the distance between the quartiles of the rounds. */
  readonly spread: number;
}

/** The contestants of one case, the fastest first. */
export interface CaseResult {
  readonly title: string;
  readonly standings: readonly Standing[];
}

/** The contestants that are not peers, but show what is possible. */
export const BASELINES: readonly string[] = ['hand-written', 'node:http'];

/** Whether a contestant is one of the variants of this package. */
export function isOurs(contestant: string): boolean {
  return contestant.startsWith('wheatpaste');
}

/**
 * Runs a workload.
 *
 * @throws Error when two contestants give different answers.
 */
export async function measure(file: string, workload: Workload, pace: Pace): Promise<CaseResult[]> {
  const processes = pace.isQuick ? 1 : (workload.processes ?? 1);
  const shared = shareOf(pace, processes, workload.longer ?? 1);
  const times = new Map(casesOf(workload, pace).map((name): [string, Times] => [name, new Map()]));
  for (let generation = 0; generation < processes; generation++) await compete(file, workload, shared, times);
  return [...times].map(([name, ofCase]) => ({
    title: workload.cases[name] ?? name,
    standings: [...ofCase]
      .map(([contestant, taken]) => standing(contestant, taken))
      .sort((a, b) => a.median - b.median),
  }));
}

/** The microseconds of CPU time per operation in each round, by contestant. */
type Times = Map<string, number[]>;

/** Runs all cases in new processes, and adds the times of their rounds. */
async function compete(
  file: string,
  workload: Workload,
  pace: Pace,
  times: ReadonlyMap<string, Times>,
): Promise<void> {
  const names = Object.keys(workload.contestants);
  const rivals = await Promise.all(names.map((name) => Rival.start(file, name)));
  try {
    for (const [name, ofCase] of times) {
      const able = rivals.filter((rival) => rival.cases.includes(name));
      await assertSameAnswers(name, able);
      await takeTurns(name, able, pace, ofCase);
    }
  } finally {
    for (const rival of rivals) rival.stop();
  }
}

/** The cases to run in a mode. */
export function casesOf({ cases, quick }: Workload, { isQuick }: Pace): readonly string[] {
  return (isQuick ? quick : undefined) ?? Object.keys(cases);
}

/** Warming up takes turns, too, because the machine is still starting other processes during the first one. */
const WARM_UPS = 3;

/** Milliseconds after which a contestant is considered stuck. */
const LONGEST_WAIT = 60_000;

/** A contestant in its process. */
class Rival {
  readonly name: string;
  readonly #process: ChildProcess;
  cases: readonly string[] = [];

  constructor(name: string, process: ChildProcess) {
    this.name = name;
    this.#process = process;
  }

  static async start(file: string, name: string): Promise<Rival> {
    const rival = new Rival(name, forkNode('./contestant.js', [file, name], ['--expose-gc']));
    rival.cases = await rival.ask<string[]>({ ask: 'cases' });
    pin(rival.#process, SERVER_CORE);
    return rival;
  }

  async ask<Answer>(question: Question): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const replied = new Promise<Reply>((resolve, reject) => {
      this.#process.removeAllListeners().once('message', resolve);
      this.#process.once('exit', () => reject(new Error(`${this.name} has gone`)));
      timer = setTimeout(() => reject(new Error(`${this.name} does not answer`)), LONGEST_WAIT);
    });
    this.#process.send(question);
    const reply = await replied.finally(() => clearTimeout(timer));
    if ('error' in reply) throw new Error(`${this.name}: ${reply.error}`);
    return reply.answer as Answer;
  }

  stop(): void {
    this.#process.removeAllListeners().kill();
  }
}

async function assertSameAnswers(name: string, rivals: readonly Rival[]): Promise<void> {
  const [first, ...others] = rivals;
  const expected = await first?.ask({ ask: 'answer', name });
  for (const rival of others) {
    const answer = await rival.ask({ ask: 'answer', name });
    if (isDeepStrictEqual(answer, expected)) continue;
    const both = [`${first?.name}: ${JSON.stringify(expected)}`, `${rival.name}: ${JSON.stringify(answer)}`];
    throw new Error(`the answers for ${name} differ:\n${both.join('\n')}`);
  }
}

async function takeTurns(name: string, rivals: readonly Rival[], pace: Pace, times: Times): Promise<void> {
  for (let turn = 0; turn < WARM_UPS; turn++) {
    for (const rival of rivals) await rival.ask({ ask: 'round', name, milliseconds: pace.warmUp / WARM_UPS });
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (let turn = 0; turn < rivals.length; turn++) {
      const rival = rivals[(round + turn) % rivals.length];
      const sample = await rival?.ask<Sample>({ ask: 'round', name, milliseconds: pace.round });
      if (!rival || !sample) continue;
      const taken = times.get(rival.name) ?? [];
      times.set(rival.name, [...taken, sample.microseconds / sample.operations]);
    }
  }
}

/** The pace of one of several processes. */
function shareOf({ rounds, round, warmUp, isQuick }: Pace, processes: number, longer: number): Pace {
  return {
    rounds: Math.ceil(rounds / processes),
    round: round * longer,
    warmUp: warmUp * longer,
    isQuick,
  };
}

/** The summary of a contestant's rounds. */
export function standing(contestant: string, times: readonly number[]): Standing {
  const sorted = times.toSorted((a, b) => a - b);
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2;
  return { contestant, median: quantile(sorted, 0.5), spread };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position % 1);
}
