/**
 * The process of one contestant: loads it, and answers the harness's questions.
 *
 * @module
 */
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Question, Reply, Sample, Task, Workload } from './harness.ts';

/** Microseconds of CPU time. */
const SHORTEST_BATCH = 5000;
/** The size of a batch of inputs, and the least number of batches in a round. */
const INPUTS = 256;
const FEWEST_BATCHES = 5;
/**
 * The number of asynchronous operations before the event loop turns, so that work that streams defer does not pile
 * up.
 */
const OPERATIONS_A_TURN = 16;

const [file = '', contestant = ''] = process.argv.slice(2);
const { workload }: { workload: Workload } = await import(`./workloads/${file}.js`);
const tasks = (await workload.contestants[contestant]?.()) ?? {};
const batchSizes = new Map<string, number>();
const answers = new Map<string, unknown>();

/** The result of the last operation. It is exported, so that no compiler removes the work. */
export let lastResult: unknown;

process.on('message', (question: Question) => {
  reply(question).then(
    (answer) => send({ answer }),
    (error) => send({ error: String(error?.stack ?? error) }),
  );
});

async function reply(question: Question): Promise<unknown> {
  if (question.ask === 'cases') return Object.keys(tasks);
  const { name } = question;
  const task = tasks[name];
  if (!task) throw new Error(`no such case: ${name}`);
  if (question.ask === 'round') {
    return await (workload.round?.(task, question.milliseconds) ?? round(task, question));
  }
  const [input] = (await workload.inputs?.(name, 1)) ?? [];
  const answer = await brought(await task(input as never));
  answers.set(name, answer);
  return answer;
}

async function brought(answer: unknown): Promise<unknown> {
  return workload.answer ? await workload.answer(answer) : answer;
}

async function round(
  task: Task,
  { name, milliseconds }: { name: string; milliseconds: number },
): Promise<Sample> {
  const end = cpuTime() + milliseconds * 1000;
  const batches: Sample[] = [];
  const fewest = workload.inputs ? FEWEST_BATCHES : 1;
  do {
    const operations = batchSizes.get(name) ?? (workload.inputs ? INPUTS : 1);
    const inputs = (await workload.inputs?.(name, operations)) ?? new Array(operations).fill(undefined);
    const microseconds = await batch(task, inputs);
    if (microseconds < SHORTEST_BATCH && !workload.inputs) batchSizes.set(name, operations * 2);
    batches.push({ operations, microseconds });
  } while (cpuTime() < end || batches.length < fewest);
  if (!isDeepStrictEqual(await brought(lastResult), answers.get(name)))
    throw new Error('it no longer gives its answer');
  return workload.inputs ? middle(batches) : sum(batches);
}

/** The batch with the median time, because others may include garbage collection of the inputs. */
function middle(batches: readonly Sample[]): Sample {
  const sorted = batches.toSorted((a, b) => a.microseconds - b.microseconds);
  return sorted[Math.floor(sorted.length / 2)] as Sample;
}

function sum(batches: readonly Sample[]): Sample {
  return batches.reduce((total, { operations, microseconds }) => ({
    operations: total.operations + operations,
    microseconds: total.microseconds + microseconds,
  }));
}

/** Runs the task once per input, and returns the microseconds of CPU time that this took. */
async function batch(task: Task, inputs: readonly unknown[]): Promise<number> {
  if (workload.inputs) globalThis.gc?.({ type: 'minor' });
  const before = cpuTime();
  lastResult = task(inputs[0] as never);
  if (lastResult instanceof Promise) await awaited(task, inputs);
  else for (let i = 1; i < inputs.length; i++) lastResult = task(inputs[i] as never);
  return cpuTime() - before;
}

async function awaited(task: Task, inputs: readonly unknown[]): Promise<void> {
  lastResult = await lastResult;
  for (let i = 1; i < inputs.length; i++) {
    if (i % OPERATIONS_A_TURN === 0) await setImmediate();
    lastResult = await task(inputs[i] as never);
  }
  await setImmediate();
}

/** The microseconds of CPU time that this process has used. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.on('disconnect', () => process.exit());

function send(message: Reply): void {
  process.send?.(message);
}
