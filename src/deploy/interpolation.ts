/**
 * Interpolates `%(name)s` in the values of a configuration, as Python's `configparser.BasicInterpolation` does, and
 * `%(env.NAME)s` for environment variables.
 *
 * @module
 */
import { DeployError, type DeployErrorKind } from './deploy-error.ts';
import type { Setting } from './settings.ts';

/** Where the value of a name comes from. */
interface Scope {
  /** The value of an option, before interpolation. */
  option(name: string): Setting | undefined;
  /** An environment variable, which is not interpolated again. */
  env(name: string): string | undefined;
}

/** How many characters may still be produced, so that values that repeat one another do not grow without limit. */
export interface Budget {
  left: number;
}

interface Expanded {
  readonly text: string;
  /** The number of levels of references; 1 if the value contains no reference. */
  readonly levels: number;
}

/** How deeply values may refer to others, as in Python. */
const MOST_LEVELS = 10;
const ENV = 'env.';

/**
 * The values of one scope. Each is computed once.
 *
 * `%(name)s` is replaced by the option of that name, `%(env.NAME)s` by the environment variable if no option has
 * the whole name, and `%%` by `%`.
 */
export class Interpolation {
  readonly #scope: Scope;
  readonly #budget: Budget;
  readonly #known = new Map<string, Expanded>();

  constructor(scope: Scope, budget: Budget) {
    this.#scope = scope;
    this.#budget = budget;
  }

  /**
   * The value of an option with all references replaced.
   *
   * @throws DeployError `interpolation-syntax`, `interpolation-missing`, or `interpolation-depth` when values refer
   * to one another over more than ten levels or the result is too large.
   */
  valueOf(name: string, setting: Setting): string {
    return this.#expand(name, setting, 1, setting).text;
  }

  #expand(name: string, setting: Setting, level: number, root: Setting): Expanded {
    const known = this.#known.get(name);
    const levels = known?.levels ?? 1;
    if (level + levels - 1 > MOST_LEVELS) {
      throw failure(
        'interpolation-depth',
        root,
        `values lead to each other over more than ${MOST_LEVELS} levels`,
      );
    }
    const expanded = known ?? this.#replace(setting, level, root);
    this.#known.set(name, expanded);
    return expanded;
  }

  #replace(setting: Setting, level: number, root: Setting): Expanded {
    const { value } = setting;
    if (isPlain(setting)) return { text: this.#spend(value, root), levels: 1 };
    let text = '';
    let levels = 1;
    for (let at = 0; at < value.length; ) {
      const percent = value.indexOf('%', at);
      const end = percent < 0 ? value.length : percent;
      text += this.#spend(value.slice(at, end), root);
      if (percent < 0) break;
      if (value.startsWith('%%', percent)) {
        text += '%';
        at = percent + 2;
        continue;
      }
      const name = nameAt(setting, percent);
      const found = this.#find(setting, name);
      if (typeof found === 'string' || isPlain(found)) {
        text += this.#spend(typeof found === 'string' ? found : found.value, root);
      } else {
        const inner = this.#expand(name, found, level + 1, root);
        text += this.#spend(inner.text, root);
        levels = Math.max(levels, inner.levels + 1);
      }
      at = percent + name.length + '%()s'.length;
    }
    return { text, levels };
  }

  #find(setting: Setting, name: string): Setting | string {
    const option = this.#scope.option(name);
    if (option) return option;
    if (!name.startsWith(ENV)) {
      throw failure(
        'interpolation-missing',
        setting,
        `there is no "${name}" here or in [DEFAULT], for %(${name})s`,
      );
    }
    const variable = name.slice(ENV.length);
    const text = this.#scope.env(variable);
    if (text === undefined) {
      throw failure('interpolation-missing', setting, `the environment has no variable ${variable}: set it`);
    }
    return text;
  }

  #spend(text: string, root: Setting): string {
    this.#budget.left -= text.length;
    if (this.#budget.left < 0) {
      throw failure(
        'interpolation-depth',
        root,
        'values that repeat each other make the configuration too large',
      );
    }
    return text;
  }
}

/** Whether a value contains no reference. */
function isPlain({ value, isLiteral }: Setting): boolean {
  return isLiteral || !value.includes('%');
}

/** The name in a reference that begins at `start`. */
function nameAt(setting: Setting, start: number): string {
  const { value } = setting;
  const end = value.startsWith('(', start + 1) ? value.indexOf(')', start) : -1;
  if (end > start + 2 && value.startsWith('s', end + 1)) return value.slice(start + 2, end);
  const seen = JSON.stringify(value.slice(start, start + 20));
  throw failure('interpolation-syntax', setting, `write %% for a % that is text, or %(name)s: found ${seen}`);
}

function failure(kind: DeployErrorKind, { place }: Setting, reason: string): DeployError {
  return new DeployError(kind, reason, place);
}
