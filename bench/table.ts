/**
 * Tables, for a terminal and in Markdown.
 *
 * @module
 */

/** A table. Its first column holds names, the others hold figures. */
export interface Table {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The caption, a sentence per line. */
  readonly remarks?: readonly string[];
}

export function textTable({ title, headings, rows, remarks = [] }: Table): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
  return [title, ...lines, ...remarks].join('\n');
}

export function markdownTable({ title, headings, rows, remarks = [] }: Table): string {
  const lines = [headings, headings.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return [`### ${title}`, table, ...remarks].join('\n\n');
}
