/**
 * A configuration file: its sections by name, with their values interpolated.
 *
 * @module
 */
import path from 'node:path';
import { DeployError, type DeployPlace } from './deploy-error.ts';
import { DEFAULT, type Ini, type IniOption, type IniSection } from './ini.ts';
import { type Budget, Interpolation } from './interpolation.ts';
import { overlaid, type Setting, type Settings } from './settings.ts';
import { trim } from './white-space.ts';

/** The kinds of things that a configuration describes. */
export type Kind = 'app' | 'filter' | 'server';

/** The section types for each kind. Two in the same list are two spellings, of which the first match counts. */
const TYPES = {
  app: [['app', 'application'], ['composite', 'composit'], ['pipeline'], ['filter-app']],
  filter: [['filter']],
  server: [['server']],
} as const satisfies Record<Kind, readonly (readonly string[])[]>;

/** The default name. */
export const MAIN = 'main';

/** The most characters that the values of one file may have after interpolation. */
const MOST_CHARACTERS = 2 ** 24;

/** The type and the name of a section: `[app: b ]` gives `['app', 'b']`, and `[app]` the main one. */
export function typeAndNameOf(section: string): [type: string, name: string] {
  const colon = section.indexOf(':');
  return colon < 0 ? [section, MAIN] : [section.slice(0, colon), trim(section.slice(colon + 1))];
}

/** A file and the values that it inherits, from the caller or from the file that refers to it. */
export class ConfigFile {
  readonly path: string;
  readonly ini: Ini;
  readonly #env: (name: string) => string | undefined;
  readonly #budget: Budget = { left: MOST_CHARACTERS };
  readonly #byTypeAndName = new Map<string, IniSection[]>();
  readonly #values = new Map<IniSection, Settings>();
  /** The values of `[DEFAULT]` that every section sees, before interpolation. */
  readonly #rawDefaults: Settings;
  #defaults: Settings | undefined;

  /** `file` is an absolute path. Values in the file's own `[DEFAULT]` hide inherited ones. */
  constructor(file: string, ini: Ini, inherited: Settings, env: (name: string) => string | undefined) {
    this.path = file;
    this.ini = ini;
    this.#env = env;
    for (const section of ini.sections) {
      const key = typeAndNameOf(section.name).join(':');
      const sections = this.#byTypeAndName.get(key) ?? [];
      sections.push(section);
      this.#byTypeAndName.set(key, sections);
    }
    const ofTheFile = (value: string): Setting => ({ value, place: { file }, isLiteral: true });
    const own: [string, Setting][] = [
      ['here', ofTheFile(this.folder)],
      ['__file__', ofTheFile(file)],
      ...this.#raw(DEFAULT, ini.defaults),
    ];
    const names = new Set(own.map(([name]) => name));
    this.#rawDefaults = new Map([...own, ...[...inherited].filter(([name]) => !names.has(name))]);
  }

  get folder(): string {
    return path.dirname(this.path);
  }

  /** `[DEFAULT]` with `here`, `__file__` and the inherited values. */
  get defaults(): Settings {
    this.#defaults ??= this.#interpolated(this.#rawDefaults, this.#rawDefaults);
    return this.#defaults;
  }

  /** A section's own values. */
  valuesOf(section: IniSection): Settings {
    const known = this.#values.get(section);
    if (known) return known;
    const own: Settings = new Map(this.#raw(section.name, section.options));
    const values = this.#interpolated(own, overlaid(this.#rawDefaults, own));
    this.#values.set(section, values);
    return values;
  }

  /** The position of a section. */
  placeOf({ name, line }: IniSection): DeployPlace {
    return { file: this.path, section: name, line };
  }

  /** Whether there is a section of that kind and name. */
  has(kind: Kind, name: string): boolean {
    return this.#fitting(kind, name).length > 0;
  }

  /**
   * The section of that kind and name; `place` is where it is referred to.
   *
   * @throws DeployError `no-section` and `ambiguous-section`.
   */
  find(kind: Kind, name: string, place: DeployPlace): IniSection {
    const [found, ...more] = this.#fitting(kind, name);
    if (found === undefined) {
      const wanted = TYPES[kind].map(([type]) => `[${type}:${name}]`).join(' or ');
      const advice = /[/\\]|\.[cm]?[jt]s\b/.test(name) ? ': for a module write file:./module.js#export' : '';
      const reason = `there is no ${wanted} in ${this.path}${advice}`;
      throw new DeployError('no-section', reason, this.#placeFor(place));
    }
    if (more.length > 0) {
      const names = [found, ...more]
        .map((section) => `[${section.name}] in line ${section.line}`)
        .join(' and ');
      const reason = `"${name}" may be ${names}: rename all but one`;
      throw new DeployError('ambiguous-section', reason, this.#placeFor(place));
    }
    return found;
  }

  #fitting(kind: Kind, name: string): IniSection[] {
    const named = (type: string) => this.#byTypeAndName.get(`${type}:${name}`);
    return TYPES[kind].flatMap((spellings) => spellings.map(named).find(Boolean) ?? []);
  }

  #placeFor(place: DeployPlace): DeployPlace {
    return place.file === undefined ? { ...place, file: this.path } : place;
  }

  #raw(section: string, options: ReadonlyMap<string, IniOption>): [string, Setting][] {
    return Array.from(options, ([option, { value, line }]) => [
      option,
      { value, place: { file: this.path, section, option, line }, isLiteral: false },
    ]);
  }

  #interpolated(settings: Settings, scope: Settings): Settings {
    const interpolation = new Interpolation(
      { option: (name) => scope.get(name), env: this.#env },
      this.#budget,
    );
    return new Map(
      Array.from(settings, ([name, setting]) => [
        name,
        { value: interpolation.valueOf(name, setting), place: setting.place, isLiteral: true },
      ]),
    );
  }
}
