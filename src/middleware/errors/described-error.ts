/**
 * Describes an error and its causes.
 *
 * @module
 */
import { printed } from '../../wsgi/report.ts';
import { type StackFrame, stackFrames } from './stack-frames.ts';

/** One error. */
export interface DescribedError {
  /** How the error relates to the others: empty for the first, `'Caused by'`, or its position among several. */
  readonly relation: string;
  readonly name: string;
  readonly message: string;
  readonly frames: readonly StackFrame[];
}

/** At least one. */
export type DescribedErrors = [DescribedError, ...DescribedError[]];

const MOST_ERRORS = 10;
const LONGEST_MESSAGE = 10_000;

/**
 * An error, its chain of causes, and the errors of an AggregateError. Any thrown value can be described: if it is
 * not an error, it is printed as the message.
 */
export function describedErrors(error: unknown): DescribedErrors {
  const found: DescribedErrors = [{ relation: '', ...described(error) }];
  const seen = new Set([error]);
  const waiting = reasonsOf(error);
  for (let next = waiting.shift(); next && found.length < MOST_ERRORS; next = waiting.shift()) {
    const [relation, current] = next;
    if (seen.has(current)) continue;
    seen.add(current);
    found.push({ relation, ...described(current) });
    waiting.unshift(...reasonsOf(current));
  }
  return found;
}

function described(error: unknown): Omit<DescribedError, 'relation'> {
  const stack = property(error, 'stack');
  if (!(error instanceof Error) || typeof stack !== 'string') {
    return { name: 'Thrown', message: cut(printed(error)), frames: [] };
  }
  const message = textOf(property(error, 'message'));
  return {
    name: textOf(property(error, 'name')),
    message: cut(message),
    frames: stackFrames(stack, message),
  };
}

function reasonsOf(error: unknown): [relation: string, error: unknown][] {
  if (!(error instanceof Error)) return [];
  const reasons: [string, unknown][] = [];
  const cause = property(error, 'cause');
  if (cause !== undefined) reasons.push(['Caused by', cause]);
  const errors = property(error, 'errors');
  if (Array.isArray(errors)) {
    const several = errors.slice(0, MOST_ERRORS);
    reasons.push(...several.map((one, i): [string, unknown] => [`${i + 1} of ${errors.length}`, one]));
  }
  return reasons;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : printed(value);
}

/** A property of a thrown value; reading it may also throw. */
function property(value: unknown, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}
