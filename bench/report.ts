/**
 * Results as text.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { BASELINES, type CaseResult, isOurs, type Standing, type Workload } from './harness.ts';

/** What came of a workload. */
export interface WorkloadReport {
  readonly name: string;
  readonly workload: Workload;
  readonly cases: readonly CaseResult[];
}

/** A case as a table for a terminal. */
export function formatCase(workload: string, { title, standings }: CaseResult): string {
  const rows = [HEADINGS, ...rowsOf(standings)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
  return [`\n${workload}: ${title}`, ...lines].join('\n');
}

/** The page of all results. */
export function formatReport(reports: readonly WorkloadReport[], loader: string): string {
  return `${[introduction(loader), ...reports.map(formatWorkload)].join('\n\n')}\n`;
}

const HEADINGS = ['contestant', 'µs', '±', 'to baseline', 'to fastest peer'];
const PEERS = [
  ...['hono', '@hono/node-server', 'h3', 'srvx', 'koa', 'express', 'fastify', '@remix-run/headers'],
  ...['accepts', 'negotiator', 'cookie', 'cookies', 'tough-cookie'],
];

function introduction(loader: string): string {
  const machine = cpus();
  const versions = PEERS.map((name) => `${name} ${versionOf(`node_modules/${name}`)}`);
  return `# Results

Written by \`npm run bench\`. The figures are microseconds of CPU time per operation, the less the better: the median of the
rounds and, behind ±, half the distance between their quartiles. Each contestant runs in its own process, and they take turns.
Other machines give other figures; the ratios stay alike.

- ${new Date().toISOString().slice(0, 10)}, ${machine.length} × ${machine[0]?.model}, node ${process.version}, load by ${loader}
- wheatpaste ${versionOf('.')} against ${versions.join(', ')}`;
}

function formatWorkload({ name, workload, cases }: WorkloadReport): string {
  return [`## ${name}`, workload.about, ...cases.map(markdownCase), workload.why].join('\n\n');
}

function markdownCase({ title, standings }: CaseResult): string {
  const rows = rowsOf(standings).map((row) => `| ${row.join(' | ')} |`);
  const table = [`| ${HEADINGS.join(' | ')} |`, '| --- | ---: | ---: | ---: | ---: |', ...rows];
  return [`### ${title}`, table.join('\n'), placeOf(standings)].filter((part) => part !== '').join('\n\n');
}

/** Where wheatpaste stands among its peers. */
function placeOf(standings: readonly Standing[]): string {
  const ours = standings.find(({ contestant }) => isOurs(contestant));
  const peers = standings.filter(isPeer);
  if (!ours || !peers[0]) return '';
  const ahead = peers.filter(({ median }) => median < ours.median).map(({ contestant }) => contestant);
  const ratio = (ours.median / peers[0].median).toFixed(2);
  const place = ahead.length === 0 ? 'ahead of every peer' : `behind ${ahead.join(', ')}`;
  return `wheatpaste: ${place}, at ${ratio} of the fastest peer's time.`;
}

function rowsOf(standings: readonly Standing[]): string[][] {
  const baseline = standings.find(({ contestant }) => BASELINES.includes(contestant));
  const peer = standings.find(isPeer);
  return standings.map(({ contestant, median, spread }) => [
    contestant,
    decimal(median),
    decimal(spread),
    ratio(median, baseline),
    ratio(median, peer),
  ]);
}

function isPeer({ contestant }: Standing): boolean {
  return !isOurs(contestant) && !BASELINES.includes(contestant);
}

function ratio(median: number, to: Standing | undefined): string {
  return to ? (median / to.median).toFixed(2) : '–';
}

function decimal(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version;
}
