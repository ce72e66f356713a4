/**
 * Results as text.
 *
 * @module
 */
import { BASELINES, type CaseResult, isOurs, type Standing } from './harness.ts';

/** What came of a workload. */
export interface WorkloadReport {
  readonly name: string;
  readonly about: string;
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
export function formatReport(reports: readonly WorkloadReport[]): string {
  return reports.map((report) => report.name).join('\n');
}

const HEADINGS = ['contestant', 'µs', '±', 'to baseline', 'to fastest peer'];

function rowsOf(standings: readonly Standing[]): string[][] {
  const baseline = standings.find(({ contestant }) => BASELINES.includes(contestant));
  const peer = standings.find(({ contestant }) => !isOurs(contestant) && !BASELINES.includes(contestant));
  return standings.map(({ contestant, median, spread }) => [
    contestant,
    decimal(median),
    decimal(spread),
    ratio(median, baseline),
    ratio(median, peer),
  ]);
}

function ratio(median: number, to: Standing | undefined): string {
  return to ? (median / to.median).toFixed(2) : '–';
}

function decimal(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}
