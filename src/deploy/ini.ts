/**
 * Parses the dialect of .ini files that Python's `ConfigParser` reads, as Paste Deploy configures it.
 *
 * Names keep their case; `=` or `:`, whichever comes first, separates a name from its value; `#` and `;` begin a
 * comment only at the beginning of a line; a line that is indented deeper than its option continues the value;
 * sections and options must be unique, except that `[DEFAULT]` may be split. There is no quoting.
 *
 * @module
 */
import { DeployError, type DeployErrorKind, type DeployPlace } from './deploy-error.ts';
import { indentOf, trim, trimEnd } from './white-space.ts';

/** An option as written, before interpolation. */
export interface IniOption {
  readonly value: string;
  /** The line of its name, from 1. */
  readonly line: number;
}

/** A section: its name as written, and its options in order. */
export interface IniSection {
  readonly name: string;
  /** The line of its header, from 1. */
  readonly line: number;
  readonly options: ReadonlyMap<string, IniOption>;
}

/** A file: `[DEFAULT]`, and all other sections in order. */
export interface Ini {
  readonly defaults: ReadonlyMap<string, IniOption>;
  readonly sections: readonly IniSection[];
}

/** The section whose options all others share. */
export const DEFAULT = 'DEFAULT';

interface Draft {
  readonly lines: string[];
  readonly line: number;
}

interface DraftSection {
  readonly name: string;
  readonly line: number;
  readonly options: Map<string, Draft>;
}

/**
 * Parses the text of a file; `file` is its path, for errors.
 *
 * Takes linear time.
 *
 * @throws DeployError `no-section-header` when an option comes before the first section, `duplicate-section` and
 * `duplicate-option`, and `parse` for a line that is neither a header nor an option.
 *
 * @example
 * ```ts
 * const { sections } = parseIni('[app:main]\nuse = egg:Paste#static\n', 'app.ini');
 * sections[0]?.name; // 'app:main'
 * sections[0]?.options.get('use')?.value; // 'egg:Paste#static'
 * ```
 */
export function parseIni(text: string, file: string): Ini {
  const reader = new Reader(file);
  for (const line of text.split(/\r\n|\r|\n/)) reader.take(line);
  return reader.end();
}

/** Parses a file line by line. */
class Reader {
  readonly #file: string;
  readonly #defaults = new Map<string, Draft>();
  readonly #sections = new Map<string, DraftSection>();
  #section: DraftSection | undefined;
  #option: Draft | undefined;
  /** The indentation of the line with the current option, or with the header before it. */
  #indent = 0;
  #line = 0;
  /** The error for the first malformed line. Duplicates are reported before it, as in Python. */
  #malformed: DeployError | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  take(line: string): void {
    this.#line++;
    const indent = indentOf(line);
    const content = trimEnd(line.slice(indent));
    if (content === '') this.#option?.lines.push('');
    else if (content.startsWith('#') || content.startsWith(';')) return;
    else if (this.#option !== undefined && indent > this.#indent) this.#option.lines.push(content);
    else {
      this.#indent = indent;
      this.#begin(content);
    }
  }

  end(): Ini {
    if (this.#malformed) throw this.#malformed;
    const sections = [...this.#sections.values()];
    return {
      defaults: finished(this.#defaults),
      sections: sections.map(({ name, line, options }) => ({ name, line, options: finished(options) })),
    };
  }

  /** Reads a line that is not a continuation: a header or an option. */
  #begin(content: string): void {
    const end = content.startsWith('[') ? content.lastIndexOf(']') : -1;
    if (end > 1) this.#beginSection(content.slice(1, end));
    else if (this.#section === undefined) {
      throw this.#error(
        'no-section-header',
        'a section such as [app:main] must come before the first option',
      );
    } else this.#beginOption(this.#section, content);
  }

  #beginSection(name: string): void {
    this.#option = undefined;
    this.#section = { name, line: this.#line, options: name === DEFAULT ? this.#defaults : new Map() };
    if (name === DEFAULT) return;
    const first = this.#sections.get(name);
    if (first) {
      throw this.#error(
        'duplicate-section',
        `the section already begins in line ${first.line}: join the two`,
      );
    }
    this.#sections.set(name, this.#section);
  }

  #beginOption({ options }: DraftSection, content: string): void {
    const at = content.search(/[=:]/);
    const name = at < 0 ? '' : trimEnd(content.slice(0, at));
    if (name === '') {
      const missing = at < 0 ? '"=" after the name' : `name before "${content.charAt(at)}"`;
      this.#malformed ??= this.#error('parse', `this line is not an option: it has no ${missing}`);
    }
    if (at < 0) return;
    const first = options.get(name);
    if (first) {
      const reason = `the option is already given, in line ${first.line}: remove one of the two`;
      throw this.#error('duplicate-option', reason, name);
    }
    this.#option = { lines: [trim(content.slice(at + 1))], line: this.#line };
    options.set(name, this.#option);
  }

  #error(kind: DeployErrorKind, reason: string, option?: string): DeployError {
    const place: DeployPlace = { file: this.#file, section: this.#section?.name, option, line: this.#line };
    return new DeployError(kind, reason, place);
  }
}

function finished(options: ReadonlyMap<string, Draft>): Map<string, IniOption> {
  const value = ({ lines }: Draft) => trimEnd(lines.join('\n'));
  return new Map(Array.from(options, ([name, draft]) => [name, { value: value(draft), line: draft.line }]));
}
