/**
 * Formats a report as plain text, for terminals and for copying.
 *
 * @module
 */
import type { DescribedError } from './described-error.ts';
import type { ErrorReport } from './error-report.ts';
import { framesInRuns } from './frame-runs.ts';

/** The report as text. */
export function reportText(report: ErrorReport): string {
  const { status, title, method, url, facts, fields, errors } = report;
  const pairs = (list: ErrorReport['fields']) => list.map((field) => `${field.join(': ')}\n`).join('');
  return [
    `${status} ${title}\n`,
    ...errors.map(errorText),
    `${method} ${url}\n${pairs(fields)}`,
    pairs(facts),
  ].join('\n');
}

function errorText({ relation, name, message, frames }: DescribedError): string {
  const heading = `${relation === '' ? '' : `${relation}: `}${name}: ${message}\n`;
  let isExcerptShown = false;
  const lines = framesInRuns(frames).flatMap(({ isOwn, frames: run }) => {
    if (!isOwn) return [`    (${foldedName(run.length)})\n`];
    return run.flatMap((frame) => {
      const line = `    at ${frame.name === undefined ? frame.location : `${frame.name} (${frame.location})`}\n`;
      if (isExcerptShown || frame.excerpt.length === 0) return [line];
      isExcerptShown = true;
      return [
        line,
        ...frame.excerpt.map(({ number, text, isHere }) => {
          return `      ${isHere ? '>' : ' '} ${String(number).padStart(5)} | ${text}\n`;
        }),
      ];
    });
  });
  return heading + lines.join('');
}

/** The text that replaces hidden frames. */
export function foldedName(count: number): string {
  return `${count} ${count === 1 ? 'frame' : 'frames'} of dependencies and of Node.js`;
}
