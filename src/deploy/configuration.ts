/**
 * Resolves references and names, over all files of a configuration.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { ConfigFile, type Kind, MAIN, typeAndNameOf } from './config-file.ts';
import {
  type AppContext,
  type FactoryContext,
  type FilterContext,
  type FilteredContext,
  type Overlay,
  type Trail,
  usedApp,
  usedFactory,
  usedFilter,
} from './contexts.ts';
import { DeployError, type DeployPlace, whyUnreadable } from './deploy-error.ts';
import type { Protocol } from './factories.ts';
import { type Ini, type IniSection, parseIni } from './ini.ts';
import { isReference, type ModuleReference, parseFactoryReference, parseReference } from './reference.ts';
import { overlaid, type Setting, type Settings } from './settings.ts';
import { wordsOf } from './white-space.ts';

/** The context in which a name is resolved. */
export interface From {
  /** The file whose sections names refer to. */
  readonly file?: ConfigFile | undefined;
  /** The folder that references are relative to. */
  readonly base: string | undefined;
  /** The globals of the referring section; by default only those of the file. */
  readonly global?: Settings | undefined;
  readonly trail?: Trail | undefined;
  readonly place: DeployPlace;
  /** What an unmarked function is assumed to be. */
  readonly protocol?: Protocol | 'ready' | undefined;
}

/** A section that was found, with its options sorted. */
interface Part extends Overlay {
  /** The local options that have not been used yet. */
  readonly local: Map<string, Setting>;
  readonly section: IniSection;
  readonly type: string;
  readonly global: Settings;
  readonly trail: Trail;
}

type Found = ModuleReference | { readonly file: ConfigFile; readonly section: IniSection };

/** How many sections may refer to one another in a chain. */
const MOST_SECTIONS_DEEP = 200;
const NONE: Settings = new Map();
/** The options that name a factory, and what an unmarked function is then assumed to be. */
const FACTORY_OPTIONS = {
  app: new Map<string, Protocol>([
    ['paste.app_factory', 'app'],
    ['paste.composite_factory', 'composite'],
    ['paste.composit_factory', 'composite'],
  ]),
  filter: new Map<string, Protocol>([
    ['paste.filter_factory', 'filter'],
    ['paste.filter_app_factory', 'filter-app'],
  ]),
  server: new Map<string, Protocol>([
    ['paste.server_factory', 'server'],
    ['paste.server_runner', 'server-runner'],
  ]),
} as const satisfies Record<Kind, ReadonlyMap<string, Protocol>>;

/** The configuration that one call loads. Each file is read once. */
export class Configuration {
  readonly #env: (name: string) => string | undefined;
  readonly #files = new Map<string, Promise<Ini>>();

  constructor(env: (name: string) => string | undefined) {
    this.#env = env;
  }

  /** The files that were read. */
  get files(): string[] {
    return [...this.#files.keys()];
  }

  /** The application that a name or a reference describes. */
  async app(word: string, from: From): Promise<AppContext> {
    const found = await this.#find('app', word, from);
    if (!('section' in found)) return factory('app', found, from);
    return this.#filtered(partOf(found, from), (part) => this.#appOf(part));
  }

  /** The filter that a name or a reference describes. */
  async filter(word: string, from: From): Promise<FilterContext> {
    const found = await this.#find('filter', word, from);
    if (!('section' in found)) return factory('filter', found, from);
    return this.#filtered(partOf(found, from), (part) => this.#filterOf(part));
  }

  /** The server that a name or a reference describes. */
  async server(word: string, from: From): Promise<FactoryContext> {
    const found = await this.#find('server', word, from);
    if (!('section' in found)) return factory('server', found, from);
    const part = partOf(found, from);
    const use = taken(part, 'use');
    if (!use) return explicit('server', part);
    return usedFactory(await this.server(use.value, within(part, use, 'server')), part);
  }

  /** Opens a file, with the values that it inherits. */
  async open(file: string, inherited: Settings, place: DeployPlace): Promise<ConfigFile> {
    const reading = this.#files.get(file) ?? read(file, place);
    this.#files.set(file, reading);
    return new ConfigFile(file, await reading, inherited, this.#env);
  }

  async #find(kind: Kind, word: string, from: From): Promise<Found> {
    const { file, place } = from;
    if (file && !isReference(word)) return { file, section: file.find(kind, word, place) };
    const reference = parseReference(word, from.base, place);
    if (reference.scheme !== 'config') return reference;
    const other = await this.open(reference.file, from.global ?? NONE, place);
    return { file: other, section: other.find(kind, reference.name ?? MAIN, place) };
  }

  /** The object that a section describes, wrapped in the filter that it names. */
  async #filtered<Inner extends AppContext | FilterContext>(
    part: Part,
    describe: (part: Part) => Promise<Inner>,
  ): Promise<Inner | FilteredContext<Inner>> {
    const filterWith = taken(part, 'filter-with');
    const inner = await describe(part);
    if (!filterWith) return inner;
    const filter = await this.filter(filterWith.value, within(part, filterWith));
    return { type: 'filtered', inner, filter, place: inner.place, global: inner.global, local: inner.local };
  }

  async #appOf(part: Part): Promise<AppContext> {
    if (part.type === 'pipeline') return this.#pipelineOf(part);
    if (part.type === 'filter-app') return this.#filterAppOf(part);
    const use = taken(part, 'use');
    if (!use) return explicit('app', part);
    const protocol = part.type.startsWith('composit') ? 'composite' : 'app';
    return usedApp(await this.app(use.value, within(part, use, protocol)), part);
  }

  async #filterOf(part: Part): Promise<FilterContext> {
    const use = taken(part, 'use');
    if (!use) return explicit('filter', part);
    return usedFilter(await this.filter(use.value, within(part, use, 'filter')), part);
  }

  async #pipelineOf(part: Part): Promise<AppContext> {
    const { global, local, place } = part;
    const pipeline = taken(part, 'pipeline');
    if (!pipeline) {
      throw new DeployError(
        'missing-pipeline',
        'a pipeline needs the option "pipeline = FILTER … APP"',
        place,
      );
    }
    const [extra] = local.values();
    if (extra) {
      const reason =
        'besides its pipeline, a section can have only "set" and "filter-with": move this to the filters or the application';
      throw new DeployError('extra-pipeline-setting', reason, extra.place);
    }
    const names = wordsOf(pipeline.value);
    const last = names.pop();
    if (last === undefined) {
      throw new DeployError('empty-pipeline', 'name an application, after its filters', pipeline.place);
    }
    const from = within(part, pipeline);
    const app = await this.app(last, from);
    const filters: FilterContext[] = [];
    for (const name of names) filters.push(await this.filter(name, from));
    return { type: 'pipeline', app, filters, place, global, local: NONE };
  }

  async #filterAppOf(part: Part): Promise<AppContext> {
    const next = taken(part, 'next');
    if (!next) {
      throw new DeployError('missing-next', 'a filter-app needs the option "next = APP"', part.place);
    }
    const app = await this.app(next.value, within(part, next));
    const filter = await this.#filterOf(part);
    const { global, local } = filter;
    return { type: 'filter-app', filter, next: app, place: part.place, global, local };
  }
}

async function read(file: string, place: DeployPlace): Promise<Ini> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new DeployError('missing-file', `cannot read ${file}: ${whyUnreadable(error)}`, place, error);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new DeployError('parse', 'the file is not UTF-8', { file }, error);
  }
  return parseIni(text, file);
}

/** Sorts the options of a section. */
function partOf({ file, section }: Exclude<Found, ModuleReference>, from: From): Part {
  const trail = { file: file.path, section: section.name, outer: from.trail };
  assertNoCircle(trail, from.place);
  const { defaults } = file;
  const values = file.valuesOf(section);
  const set = new Map<string, Setting>();
  const local = new Map<string, Setting>();
  for (const [name, setting] of values) {
    if (name.startsWith('set ')) set.set(nameAfter(name), setting);
    else if (!name.startsWith('get ')) local.set(name, setting);
  }
  const global = overlaid(defaults, from.global ?? NONE, set);
  for (const [name, setting] of values) {
    if (!name.startsWith('get ')) continue;
    const found = global.get(setting.value);
    if (!found) {
      const reason = `there is no global "${setting.value}": put it into [DEFAULT]`;
      throw new DeployError('unknown-global', reason, setting.place);
    }
    local.set(nameAfter(name), { ...found, place: setting.place });
  }
  const [type] = typeAndNameOf(section.name);
  // It names Python distributions.
  local.delete('require');
  return { file, section, type, global, local, set, trail, place: file.placeOf(section) };
}

function nameAfter(option: string): string {
  return option.slice('set '.length).trimStart();
}

function assertNoCircle(trail: Trail, place: DeployPlace): void {
  let depth = 0;
  for (let outer = trail.outer; outer; outer = outer.outer) {
    if (++depth > MOST_SECTIONS_DEEP) {
      throw new DeployError(
        'circular',
        `more than ${MOST_SECTIONS_DEEP} sections refer to each other in a chain`,
        place,
      );
    }
    if (outer.file !== trail.file || outer.section !== trail.section) continue;
    const names = [trail.section];
    for (let at = trail.outer; at && at !== outer; at = at.outer) names.unshift(at.section);
    const circle = [outer.section, ...names].map((name) => `[${name}]`).join(' → ');
    throw new DeployError('circular', `the sections lead back to each other: ${circle}`, place);
  }
}

/** Removes an option from a section's, and returns it. */
function taken({ local }: Part, name: string): Setting | undefined {
  const setting = local.get(name);
  local.delete(name);
  return setting;
}

/** The context of an option in a section. */
function within(part: Part, { place }: Setting, protocol?: Protocol | 'ready'): From {
  const { file, global, trail } = part;
  return { file, base: file.folder, global, trail, place, protocol };
}

/** The object of a section with an option such as `paste.app_factory`. */
function explicit(kind: Kind, part: Part): FactoryContext {
  const { local, place, section } = part;
  const options: ReadonlyMap<string, Protocol | 'ready'> = FACTORY_OPTIONS[kind];
  const given = [...options].filter(([option]) => local.has(option));
  if (given.length > 1) {
    const names = given.map(([option]) => option).join(' and ');
    throw new DeployError('multiple-protocols', `${names} exclude each other: remove one`, place);
  }
  const isReady = kind === 'app' && given.length === 0 && local.has('application');
  const [option, protocol] = given[0] ?? (isReady ? (['application', 'ready'] as const) : []);
  const setting = option === undefined ? undefined : taken(part, option);
  if (!setting || !protocol) {
    throw new DeployError('no-loader', `[${section.name}] does not say what it is: add "use = …"`, place);
  }
  const reference = parseFactoryReference(setting.value, part.file.folder, setting.place);
  return usedFactory(factory(kind, reference, within(part, setting, protocol)), part);
}

function factory(kind: Kind, reference: ModuleReference, from: From): FactoryContext {
  const { file, place, trail, global = NONE, protocol = kind } = from;
  return {
    type: 'factory',
    reference,
    referencePlace: place,
    protocol,
    files: file ? [file] : [],
    trail,
    place,
    global,
    local: NONE,
  };
}
