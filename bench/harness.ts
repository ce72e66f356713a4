/**
 * Measuring contestants against each other, by the CPU time that one operation takes.
 *
 * Each contestant has its own process, so that none profits from another's compiled code, caches or
 * patched globals. The processes take turns, round after round, and what counts is the median of a
 * contestant's rounds: whatever else the machine does, it does to all of them.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { forkNode, pin, SERVER_CORE } from './cores.ts';
import type { Table } from './table.ts';

/** The one thing a contestant does in a case. It gives its answer; a promise of it is awaited. */
export type Task = (input: never) => unknown;

/** A contestant loads what it needs, and gives its task for each case that it can do. */
export type Contestant = () => Promise<Readonly<Record<string, Task>>>;

/** What is measured: a contest by CPU time. A file of bench/workloads exports one, as `workload`. */
export interface Workload {
  /** What is done, and how the contestants are put on one footing: Markdown. */
  readonly about: string;
  /** Why it stands as it stands: a line of Markdown for the page of results. */
  readonly why: string;
  /** Each case's title. */
  readonly cases: Readonly<Record<string, string>>;
  /** The cases of a quick run; all unless given. */
  readonly quick?: readonly string[];
  /** By name; of {@link BASELINES} at most one. */
  readonly contestants: Readonly<Record<string, Contestant>>;
  /** The contestant that the others are held against besides; where it is not given, the one of {@link BASELINES}. */
  readonly baseline?: string;
  /** How many times longer than usual its rounds and its warm-up take. */
  readonly longer?: number;
  /** Makes what the operations of a batch start from, one each. It is not measured. */
  readonly inputs?: (name: string, count: number) => Promise<readonly unknown[]>;
  /** Brings an answer to the form in which all must be equal. */
  readonly answer?: (answer: unknown) => unknown;
  /** Instead of the harness's own way to run a task for some milliseconds. */
  readonly round?: (task: Task, milliseconds: number) => Promise<Sample>;
}

/** What is looked at without a contest. A file of bench/workloads may export one instead, as `workload`. */
export interface Survey extends Pick<Workload, 'about' | 'why'> {
  readonly tables: (isQuick: boolean) => Promise<readonly Table[]>;
}

/** What the process of a contestant is asked. */
export type Question =
  | { readonly ask: 'cases' }
  | { readonly ask: 'answer'; readonly name: string }
  | { readonly ask: 'round'; readonly name: string; readonly milliseconds: number };

/** What it replies. */
export type Reply = { readonly answer: unknown } | { readonly error: string };

/** How much CPU time some operations took. */
export interface Sample {
  readonly operations: number;
  readonly microseconds: number;
}

/** How thoroughly is measured: rounds, and their milliseconds. */
export interface Pace {
  readonly rounds: number;
  readonly round: number;
  readonly warmUp: number;
  readonly isQuick: boolean;
}

/** A contestant's place in a case, in microseconds of CPU time per operation. */
export interface Standing {
  readonly contestant: string;
  readonly median: number;
  /** Half the distance between the quartiles of the rounds. */
  readonly spread: number;
}

/** The contestants of one case, the quickest first. */
export interface CaseResult {
  readonly title: string;
  readonly standings: readonly Standing[];
}

/** The contestants that are not peers, but show what is possible. */
export const BASELINES: readonly string[] = ['hand-written', 'node:http'];

/** Whether a contestant is this package, in one of its ways. */
export function isOurs(contestant: string): boolean {
  return contestant.startsWith('wheatpaste');
}

/**
 * Runs a workload.
 *
 * @throws Error when two contestants do not give the same answer.
 */
export async function measure(file: string, workload: Workload, pace: Pace): Promise<CaseResult[]> {
  const names = Object.keys(workload.contestants);
  const rivals = await Promise.all(names.map((name) => Rival.start(file, name)));
  try {
    const results: CaseResult[] = [];
    for (const name of casesOf(workload, pace)) {
      const able = rivals.filter((rival) => rival.cases.includes(name));
      await assertSameAnswers(name, able);
      const standings = await compete(name, able, scaled(pace, workload.longer ?? 1));
      results.push({ title: workload.cases[name] ?? name, standings });
    }
    return results;
  } finally {
    for (const rival of rivals) rival.stop();
  }
}

/** The cases that are run at a pace. */
export function casesOf({ cases, quick }: Workload, { isQuick }: Pace): readonly string[] {
  return (isQuick ? quick : undefined) ?? Object.keys(cases);
}

/** Warming up takes turns, too: the first of all runs while the machine still starts the others. */
const WARM_UPS = 3;

/** Milliseconds after which a contestant is taken to hang. */
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

async function compete(name: string, rivals: readonly Rival[], pace: Pace): Promise<Standing[]> {
  for (let turn = 0; turn < WARM_UPS; turn++) {
    for (const rival of rivals) await rival.ask({ ask: 'round', name, milliseconds: pace.warmUp / WARM_UPS });
  }
  const times = rivals.map((): number[] => []);
  for (let round = 0; round < pace.rounds; round++) {
    for (let turn = 0; turn < rivals.length; turn++) {
      const index = (round + turn) % rivals.length;
      const sample = await rivals[index]?.ask<Sample>({ ask: 'round', name, milliseconds: pace.round });
      if (sample) times[index]?.push(sample.microseconds / sample.operations);
    }
  }
  const standings = rivals.map((rival, index) => standing(rival.name, times[index] ?? []));
  return standings.sort((a, b) => a.median - b.median);
}

function scaled(pace: Pace, factor: number): Pace {
  return { ...pace, round: pace.round * factor, warmUp: pace.warmUp * factor };
}

/** What a contestant's rounds come to. */
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
