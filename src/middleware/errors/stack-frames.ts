/**
 * The frames of an error's stack, as V8 writes them, at their positions in the source.
 *
 * @module
 */
import { excerptOf, type SourceLine } from './source-excerpt.ts';
import { originOf } from './source-map.ts';

/** One call. */
export interface StackFrame {
  /** The name of the function; `undefined` if it has none. */
  readonly name: string | undefined;
  /** The file and the line, or V8's description. */
  readonly location: string;
  /** Whether it is the application's own code, as opposed to node's or a dependency's. */
  readonly isOwn: boolean;
  /** The lines around the call, if the source is available. */
  readonly excerpt: readonly SourceLine[];
}

const LINE = /^\s+at (.*)$/;
const NAMED = /^(.*?) \((.*):(\d+):(\d+)\)$/;
const BARE = /^(?:async )?(.*):(\d+):(\d+)$/;
/** Longer lines, and further frames, are omitted. */
const LONGEST_LINE = 1000;
const MOST_FRAMES = 50;

/**
 * Parses the frames of an error.
 *
 * The message comes first in a stack, and may be from a client, so nothing in it is treated as a frame.
 */
export function stackFrames(stack: string, message: string): StackFrame[] {
  const start = stack.indexOf(message);
  const lines = (start === -1 ? stack : stack.slice(start + message.length)).split('\n');
  const calls = lines.flatMap((line) => (line.length > LONGEST_LINE ? [] : (LINE.exec(line)?.[1] ?? [])));
  return calls.slice(0, MOST_FRAMES).map(frameOf);
}

function frameOf(call: string): StackFrame {
  const [, name, ...named] = NAMED.exec(call) ?? [];
  const [, ...bare] = name === undefined ? (BARE.exec(call) ?? []) : [];
  const [file, line, column] = name === undefined ? bare : named;
  if (file === undefined) return { name: undefined, location: call, isOwn: false, excerpt: [] };
  const { position, source } = originOf({ file, line: Number(line), column: Number(column) });
  const isOwn = isOwnFile(position.file);
  return {
    name,
    location: `${position.file}:${position.line}:${position.column}`,
    isOwn,
    excerpt: isOwn ? excerptOf(position, source) : [],
  };
}

function isOwnFile(file: string): boolean {
  return !file.startsWith('node:') && !/[/\\]node_modules[/\\]/.test(file) && /[/\\]/.test(file);
}
