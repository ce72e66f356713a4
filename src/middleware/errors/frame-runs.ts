/**
 * Groups stack frames, so that those of dependencies can be folded.
 *
 * @module
 */
import type { StackFrame } from './stack-frames.ts';

/** Consecutive frames, either all or none of which are the application's own code. */
export interface FrameRun {
  readonly isOwn: boolean;
  readonly frames: readonly StackFrame[];
}

/** The frames in order, grouped. */
export function framesInRuns(frames: readonly StackFrame[]): FrameRun[] {
  const runs: { isOwn: boolean; frames: StackFrame[] }[] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last?.isOwn === frame.isOwn) last.frames.push(frame);
    else runs.push({ isOwn: frame.isOwn, frames: [frame] });
  }
  return runs;
}
