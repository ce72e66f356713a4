/**
 * The process of one contestant: loads it, and answers the harness's questions.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import type { Question, Reply, Sample, Task, Workload } from './harness.ts';

/** Microseconds of CPU time. */
const SHORTEST_BATCH = 5000;
/** How many inputs are made at a time. */
const INPUTS = 256;

const [file = '', contestant = ''] = process.argv.slice(2);
const { workload }: { workload: Workload } = await import(`./workloads/${file}.js`);
const tasks = (await workload.contestants[contestant]?.()) ?? {};
const batchSizes = new Map<string, number>();

/** What the last operation gave: where everyone could look, no compiler leaves out the work. */
export let lastResult: unknown;

process.on('message', (question: Question) => {
  reply(question).then(
    (answer) => send({ answer }),
    (error) => send({ error: String(error?.stack ?? error) }),
  );
});

async function reply(question: Question): Promise<unknown> {
  if (question.ask === 'cases') return Object.keys(tasks);
  const task = tasks[question.name];
  if (!task) throw new Error(`no such case: ${question.name}`);
  if (question.ask === 'answer') return await answerOf(task, question.name);
  return await (workload.round?.(task, question.milliseconds) ?? round(task, question));
}

async function answerOf(task: Task, name: string): Promise<unknown> {
  const [input] = (await workload.inputs?.(name, 1)) ?? [];
  return await brought(await task(input as never));
}

async function brought(answer: unknown): Promise<unknown> {
  return workload.answer ? await workload.answer(answer) : answer;
}

async function round(
  task: Task,
  { name, milliseconds }: { name: string; milliseconds: number },
): Promise<Sample> {
  const end = cpuTime() + milliseconds * 1000;
  const samples: Sample[] = [];
  do {
    const operations = batchSizes.get(name) ?? (workload.inputs ? INPUTS : 1);
    const inputs = (await workload.inputs?.(name, operations)) ?? new Array(operations).fill(undefined);
    const microseconds = await batch(task, inputs);
    if (microseconds < SHORTEST_BATCH && !workload.inputs) batchSizes.set(name, operations * 2);
    samples.push({ operations, microseconds });
  } while (cpuTime() < end);
  const answer = await brought(lastResult);
  if (!isDeepStrictEqual(answer, await answerOf(task, name)))
    throw new Error('it no longer gives its answer');
  return middle(samples);
}

/** The batch of the median time: in others the machine was cleaning up after the inputs. */
function middle(samples: readonly Sample[]): Sample {
  const time = ({ operations, microseconds }: Sample) => microseconds / operations;
  const sorted = samples.toSorted((a, b) => time(a) - time(b));
  return sorted[Math.floor(sorted.length / 2)] as Sample;
}

/** Does the task once an input, and gives the microseconds of CPU time that this took. */
async function batch(task: Task, inputs: readonly unknown[]): Promise<number> {
  globalThis.gc?.({ type: 'minor' });
  const first = task(inputs[0] as never);
  const isAsync = first instanceof Promise;
  await first;
  const before = cpuTime();
  if (isAsync) for (const input of inputs) lastResult = await task(input as never);
  else for (const input of inputs) lastResult = task(input as never);
  return cpuTime() - before;
}

/** The microseconds of CPU time that this process has had. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.on('disconnect', () => process.exit());

function send(message: Reply): void {
  process.send?.(message);
}
