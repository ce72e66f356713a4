/**
 * Testing applications: `wheatpaste/testing`.
 *
 * @module wheatpaste/testing
 */
export { LintError, type LintWarning } from './testing/lint/findings.ts';
export { type LintOptions, lint } from './testing/lint/lint.ts';
export type { LintRule } from './testing/lint/rules.ts';
