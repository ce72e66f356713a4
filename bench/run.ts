/**
 * `npm run bench -- [workload…] [--quick]`: measures, prints a table a case, and writes
 * bench/RESULTS.md when every workload has been run.
 *
 * @module
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measure, type Pace, type Workload } from './harness.ts';
import { LOADER } from './load.ts';
import { formatCase, formatReport, type WorkloadReport } from './report.ts';

const PACES: Readonly<Record<'quick' | 'thorough', Pace>> = {
  quick: { rounds: 4, round: 70, warmUp: 150, isQuick: true },
  thorough: { rounds: 9, round: 150, warmUp: 500, isQuick: false },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const known = readdirSync(new URL('./workloads/', import.meta.url))
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -3));
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`no workload ${unknown.join(', ')}; there are ${known.join(', ')}`);

const reports: WorkloadReport[] = [];
for (const name of positionals.length > 0 ? positionals : known) {
  const { workload }: { workload: Workload } = await import(`./workloads/${name}.js`);
  const cases = await measure(name, workload, PACES[values.quick ? 'quick' : 'thorough']);
  for (const result of cases) console.log(formatCase(name, result));
  reports.push({ name, workload, cases });
}
if (positionals.length === 0)
  writeFileSync('bench/RESULTS.md', formatReport(reports, values.quick ? `${LOADER}, a quick run` : LOADER));
