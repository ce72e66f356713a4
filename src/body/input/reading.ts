/**
 * What reads a body.
 *
 * @module
 */
export { BoundedInput } from './bounded-input.ts';
export { Replay } from './replay.ts';
