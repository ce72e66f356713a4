/**
 * The error for a configuration that is wrong, with its position.
 *
 * @module
 */

/** The kinds of {@link DeployError}. */
export type DeployErrorKind =
  | 'parse'
  | 'no-section-header'
  | 'duplicate-section'
  | 'duplicate-option'
  | 'interpolation-syntax'
  | 'interpolation-missing'
  | 'interpolation-depth'
  | 'no-scheme'
  | 'unknown-scheme'
  | 'no-relative-base'
  | 'missing-file'
  | 'no-section'
  | 'ambiguous-section'
  | 'no-loader'
  | 'multiple-protocols'
  | 'unknown-global'
  | 'circular'
  | 'missing-pipeline'
  | 'empty-pipeline'
  | 'extra-pipeline-setting'
  | 'missing-next'
  | 'no-package'
  | 'no-module'
  | 'no-export'
  | 'unknown-protocol'
  | 'factory-failed'
  | 'bad-value';

/** A position in a configuration. */
export interface DeployPlace {
  /** The absolute path of the file. */
  readonly file?: string | undefined;
  /** The section as in its header: `'app:main'`. */
  readonly section?: string | undefined;
  readonly option?: string | undefined;
  /** The line in the file, from 1. */
  readonly line?: number | undefined;
}

/**
 * The error for a configuration that cannot be read, or that refers to something that does not exist. The message
 * says where and what; `kind` stays the same across versions.
 *
 * @example
 * ```ts
 * const error = new DeployError('bad-value', '"many" is not a number', { section: 'app:main', option: 'size' });
 * error.kind; // 'bad-value'
 * error.message; // '[app:main], size: "many" is not a number'
 * ```
 */
export class DeployError extends Error {
  override readonly name = 'DeployError';
  readonly kind: DeployErrorKind;
  /** The message without the position. */
  readonly reason: string;
  readonly file: string | undefined;
  readonly section: string | undefined;
  readonly option: string | undefined;
  readonly line: number | undefined;

  constructor(kind: DeployErrorKind, reason: string, place: DeployPlace = {}, cause?: unknown) {
    super(withPlace(reason, place), cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.reason = reason;
    this.file = place.file;
    this.section = place.section;
    this.option = place.option;
    this.line = place.line;
  }
}

function withPlace(reason: string, { file, section, option, line }: DeployPlace): string {
  const parts = [
    ...(file === undefined ? [] : [line === undefined ? file : `${file}:${line}`]),
    ...(section === undefined ? [] : [`[${section}]`]),
    ...(option === undefined ? [] : [option]),
  ];
  return parts.length === 0 ? reason : `${parts.join(', ')}: ${reason}`;
}

/** The text of a thrown value, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/[\r\n]/, 1).join('');
}

/** The problem, without the position. */
export function reasonOf(error: unknown): string {
  return error instanceof DeployError ? error.reason : messageOf(error);
}

/** Why a file cannot be read. */
export function whyUnreadable(error: unknown): string {
  return isMissing(error) ? 'there is no such file' : messageOf(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
