/**
 * The lines of a source around a position.
 *
 * @module
 */
import type { Position } from './source-map.ts';

/** One line of a source. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  /** Whether it is the requested line. */
  readonly isHere: boolean;
}

/** How many lines are shown before and after. */
const AROUND = 5;
const LONGEST_LINE = 300;
const LARGEST_FILE = 4 * 1024 * 1024;
/** Only these files are read: a path in a stack need not be a source. */
const SOURCE = /\.(?:[cm]?[jt]sx?|svelte|vue)$/;

/**
 * The lines around a position. Empty if the file is not a source of JavaScript or TypeScript, cannot be read, or
 * has no such line.
 *
 * @param source the text of the file, if it is known.
 */
export function excerptOf({ file, line }: Position, source: string | undefined): SourceLine[] {
  const lines = (source ?? textOf(file))?.split(/\r?\n/) ?? [];
  if (line > lines.length) return [];
  const first = Math.max(line - AROUND, 1);
  return lines.slice(first - 1, line + AROUND).map((text, i) => ({
    number: first + i,
    text: text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text,
    isHere: first + i === line,
  }));
}

function textOf(file: string): string | undefined {
  if (!SOURCE.test(file)) return undefined;
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= LARGEST_FILE ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
