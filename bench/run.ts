/**
 * `npm run bench -- [workload…] [--quick]`: measures, prints a table per case, and writes
 * bench/RESULTS.md if all workloads were run.
 *
 * @module
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { casesOf, measure, type Pace, type Survey, type Workload } from './harness.ts';
import { formatReport, tableOf, type WorkloadReport } from './report.ts';
import { textTable } from './table.ts';

const PACES: Readonly<Record<'quick' | 'thorough', Pace>> = {
  quick: { rounds: 5, round: 12, warmUp: 75, isQuick: true },
  thorough: { rounds: 15, round: 60, warmUp: 400, isQuick: false },
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

const pace = PACES[values.quick ? 'quick' : 'thorough'];
const reports: WorkloadReport[] = [];
for (const name of positionals.length > 0 ? positionals : known) {
  const { workload }: { workload: Workload | Survey } = await import(`./workloads/${name}.js`);
  const report = {
    name,
    workload,
    ...('tables' in workload ? await survey(workload) : await contest(name, workload)),
  };
  for (const table of report.tables) console.log(`\n${name}: ${textTable(table)}`);
  reports.push(report);
}
if (positionals.length === 0) writeFileSync('bench/RESULTS.md', formatReport(reports, pace.isQuick));

async function survey(workload: Survey) {
  return { tables: await workload.tables(pace.isQuick), leftOut: [] };
}

async function contest(name: string, workload: Workload) {
  const results = await measure(name, workload, pace);
  const run = casesOf(workload, pace);
  const leftOut = Object.keys(workload.cases).filter((key) => !run.includes(key));
  return {
    tables: results.map((result) => tableOf(result, workload)),
    leftOut: leftOut.map((key) => workload.cases[key] ?? key),
  };
}
