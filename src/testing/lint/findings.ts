/**
 * The findings of lint: violations, which are thrown, and warnings, which are reported.
 *
 * @module
 */
import { type Blame, type LintRule, RULES, type Severity } from './rules.ts';

/**
 * The error for a violation of the contract, or of HTTP.
 *
 * @example
 * ```ts
 * const error = new LintError('status', 'the status line is "200"');
 * error.blame; // 'application'
 * error.message; // 'status: the status line is "200" (PEP 3333, The start_response() Callable)'
 * ```
 */
export class LintError extends Error {
  override readonly name = 'LintError';
  /** The violated rule. */
  readonly rule: LintRule;
  /** Whose mistake it is. */
  readonly blame: Blame;
  /** The section that requires it. */
  readonly spec: string;

  /** @param text the violation. */
  constructor(rule: LintRule, text: string) {
    super(messageOf(rule, text));
    this.rule = rule;
    this.blame = RULES[rule].blame;
    this.spec = RULES[rule].spec;
  }
}

/** A warning about something that is legal, but probably a mistake. */
export interface LintWarning {
  readonly rule: LintRule;
  /** Who caused it. */
  readonly blame: Blame;
  /** The section that covers it. */
  readonly spec: string;
  /** The rule, the peculiarity, and the section. */
  readonly message: string;
}

/** A finding about a message. Its severity defaults to the rule's. */
export interface Finding {
  readonly rule: LintRule;
  /** What is wrong. */
  readonly text: string;
  readonly severity?: Severity;
}

/** The warning for a finding. */
export function warningOf(rule: LintRule, text: string): LintWarning {
  const { blame, spec } = RULES[rule];
  return { rule, blame, spec, message: messageOf(rule, text) };
}

/** The findings of one exchange. The first violation is kept, so that no error handler can swallow it. */
export class Findings {
  readonly #onWarning: (warning: LintWarning) => void;
  #violation: LintError | undefined;

  constructor(onWarning: (warning: LintWarning) => void) {
    this.#onWarning = onWarning;
  }

  /** @throws LintError always. */
  fail(rule: LintRule, text: string): never {
    const error = new LintError(rule, text);
    this.#violation ??= error;
    throw error;
  }

  warn(rule: LintRule, text: string): void {
    this.#onWarning(warningOf(rule, text));
  }

  /** @throws LintError at the first violation. */
  report(findings: Iterable<Finding>): void {
    for (const { rule, text, severity = RULES[rule].severity } of findings) {
      if (severity === 'warning') this.warn(rule, text);
      else this.fail(rule, text);
    }
  }

  /** The first violation, or else the given error. */
  insteadOf(error: unknown): unknown {
    return this.#violation ?? error;
  }

  /** Whether there was a violation. */
  get isBroken(): boolean {
    return this.#violation !== undefined;
  }

  /** @throws LintError: the first violation again, if there was one. */
  rethrow(): void {
    if (this.#violation) throw this.#violation;
  }
}

function messageOf(rule: LintRule, text: string): string {
  return `${rule}: ${text} (${RULES[rule].spec})`;
}
