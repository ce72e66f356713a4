/**
 * How fast forms are read, beside the field's other parsers, and how the time for hostile ones grows with
 * their size: `npm run build:programs && node build/bench/forms.js [part of a title]`
 *
 * All run in one process and take turns, round after round; what counts is the best round of each.
 */
import { setImmediate } from 'node:timers/promises';
import {
  multipartReaders,
  type Reader,
  type Readers,
  readParts,
  removeStored,
  urlencodedReaders,
} from './forms/readers.ts';
import { HOSTILE_FORMS, MULTIPART_FORMS, type SentForm, URLENCODED_FORMS } from './forms/sent-forms.ts';

const ROUNDS = 9;
const SHORTEST_ROUND = 50;
const HOSTILE_ROUNDS = 3;
/** After so many readings, the event loop turns: what a stream leaves for its next turn must not pile up. */
const BATCH = 16;

const wanted = process.argv[2] ?? '';

for (const [name, make] of Object.entries(MULTIPART_FORMS)) {
  const hasFiles = name.includes('file');
  for (const [fate, readers] of Object.entries(multipartReaders)) {
    await compare(hasFiles ? `${name}, ${fate}` : `${name}, ${fate} if there were files`, make, readers);
  }
}
for (const [name, make] of Object.entries(URLENCODED_FORMS)) await compare(name, make, urlencodedReaders);

console.log('\nhostile bodies, by parts(): how the time grows when the size doubles');
for (const [name, make] of Object.entries(HOSTILE_FORMS)) {
  if (!name.includes(wanted)) continue;
  const single = await bestOf(make(4));
  const double = await bestOf(make(8));
  const growth = (double / single).toFixed(2);
  console.log(`${name.padEnd(40)} ${single.toFixed(1)} ms, ${double.toFixed(1)} ms: ${growth}`);
}

/** Prints each reader's best time, and its speed beside the first one's. */
async function compare(title: string, make: () => SentForm, readers: Readers): Promise<void> {
  if (!title.includes(wanted)) return;
  const form = make();
  console.log(`\n${title} (${form.body.length} bytes)`);
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, read] of Object.entries(readers)) {
      best.set(name, Math.min(best.get(name) ?? Infinity, await timeOf(read, form)));
      removeStored();
    }
  }
  const [first = Number.NaN] = best.values();
  for (const [name, ms] of best) {
    console.log(`${name.padEnd(34)} ${ms.toFixed(4).padStart(10)} ms  ${(first / ms).toFixed(2)}`);
  }
}

async function bestOf(form: SentForm): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < HOSTILE_ROUNDS; round++) best = Math.min(best, await timeOf(readParts, form));
  return best;
}

/** Milliseconds for one reading, as the mean of enough of them. */
async function timeOf(read: Reader, form: SentForm): Promise<number> {
  const start = performance.now();
  let readings = 0;
  let elapsed = 0;
  do {
    await read(form);
    if (++readings % BATCH === 0) await setImmediate();
    elapsed = performance.now() - start;
  } while (elapsed < SHORTEST_ROUND);
  return elapsed / readings;
}
