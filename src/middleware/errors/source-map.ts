/**
 * Translates positions in generated code to those in its source, by the source maps that node has loaded: those of
 * modules that were loaded with `--enable-source-maps`.
 *
 * @module
 */

/** A place in a file: line and column from 1. */
export interface Position {
  /** A path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where code was written. */
export interface Origin {
  readonly position: Position;
  /** The text of the file, if the map contains it. */
  readonly source: string | undefined;
}

/** The position in the source; the same position if there is no map for it. */
export function originOf({ file, line, column }: Position): Origin {
  const map = process.getBuiltinModule('node:module').findSourceMap(file);
  const entry = map?.findEntry(line - 1, column - 1);
  if (!map || !entry || !('originalSource' in entry)) {
    return { position: { file: pathOf(file), line, column }, source: undefined };
  }
  const { originalSource, originalLine, originalColumn } = entry;
  const { sources, sourcesContent } = map.payload;
  return {
    position: { file: pathOf(originalSource), line: originalLine + 1, column: originalColumn + 1 },
    source: sourcesContent?.[sources.indexOf(originalSource)],
  };
}

function pathOf(file: string): string {
  if (!file.startsWith('file:')) return file;
  try {
    return process.getBuiltinModule('node:url').fileURLToPath(file);
  } catch {
    return file;
  }
}
