/**
 * Results as tables, and as a page.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { BASELINES, type CaseResult, isOurs, type Standing, type Workload } from './harness.ts';
import { markdownTable, type Table } from './table.ts';

/** The results of a workload. */
export interface WorkloadReport {
  readonly name: string;
  readonly workload: { readonly about: string; readonly why: string };
  readonly tables: readonly Table[];
  /** The titles of the cases that were not run. */
  readonly leftOut: readonly string[];
}

/** The contestants of a case, each compared with the baseline and with the fastest peer, if there are any. */
export function tableOf({ title, standings }: CaseResult, workload: Workload): Table {
  const baseline = standings.find(({ contestant }) => isBaseline(contestant, workload));
  const peers = standings.filter(isPeer);
  const columns: readonly (readonly [heading: string, cell: (standing: Standing) => string])[] = [
    ['contestant', ({ contestant }) => contestant],
    ['µs', ({ median }) => decimal(median)],
    ['±', ({ spread }) => decimal(spread)],
    ...ratioTo(baseline, `to ${baseline?.contestant}`),
    ...ratioTo(peers[0], 'to fastest peer'),
  ];
  const rows = standings.map((standing) => columns.map(([, cell]) => cell(standing)));
  return { title, headings: columns.map(([heading]) => heading), rows, remarks: placesIn(standings, peers) };
}

/** The page of all results. */
export function formatReport(reports: readonly WorkloadReport[], isQuick: boolean): string {
  return `${[introduction(isQuick), ...reports.map(formatWorkload)].join('\n\n')}\n`;
}

const PEERS = [
  ...['hono', '@hono/node-server', 'h3', 'srvx', 'koa', 'express', 'fastify', '@remix-run/headers'],
  ...['accepts', 'negotiator', 'cookie', 'cookies', 'tough-cookie', 'send', 'sirv', '@fastify/static'],
  ...['busboy', '@fastify/busboy', '@remix-run/multipart-parser', 'formidable', 'multer', 'fast-querystring'],
];

function introduction(isQuick: boolean): string {
  const machine = cpus();
  const versions = PEERS.map((name) => `${name} ${versionOf(`node_modules/${name}`)}`);
  return `# Results

Written by \`npm run bench\`. The figures are microseconds of CPU time per operation (lower is better): the median of the
rounds and, after ±, half the distance between their quartiles. Each contestant runs in a separate process, and they take
turns; a server runs in three processes, one after another, because some are slower than others of the same program from
their start. Before that, their answers are checked to be equal. A round includes all its operations and the collection of
their garbage. If each operation starts from a new request, a round is its median batch, because collecting the requests
is not the contestants' work. Other machines give other figures, but similar ratios.

- ${new Date().toISOString().slice(0, 10)}, ${machine.length} × ${machine[0]?.model}, node ${process.version}${isQuick ? ', a quick run' : ''}
- wheatpaste ${versionOf('.')} against ${versions.join(', ')}, and node's own undici ${process.versions.undici}`;
}

function formatWorkload({ name, workload, tables, leftOut }: WorkloadReport): string {
  const missing = leftOut.length > 0 ? [`A quick run leaves out: ${leftOut.join('; ')}.`] : [];
  return [`## ${name}`, workload.about, ...missing, ...tables.map(markdownTable), workload.why].join('\n\n');
}

/** The rank of wheatpaste among its peers, for each of its variants. */
function placesIn(standings: readonly Standing[], peers: readonly Standing[]): string[] {
  const [fastest] = peers;
  if (!fastest) return [];
  return standings
    .filter(({ contestant }) => isOurs(contestant))
    .map(({ contestant, median }) => {
      const ahead = peers.filter((peer) => peer.median < median).map((peer) => peer.contestant);
      const place = ahead.length === 0 ? 'ahead of every peer' : `behind ${ahead.join(', ')}`;
      return `${contestant}: ${place}, at ${(median / fastest.median).toFixed(2)} of the fastest peer's time.`;
    });
}

function ratioTo(other: Standing | undefined, heading: string) {
  if (!other) return [];
  return [[heading, ({ median }: Standing) => (median / other.median).toFixed(2)] as const];
}

function isBaseline(contestant: string, { baseline }: Workload): boolean {
  return baseline === undefined ? BASELINES.includes(contestant) : contestant === baseline;
}

function isPeer({ contestant }: Standing): boolean {
  return !isOurs(contestant) && !BASELINES.includes(contestant);
}

function decimal(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 10_000 ? 1 : 0);
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version;
}
