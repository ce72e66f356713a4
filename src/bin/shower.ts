/**
 * What is described by a configuration, as lines of text.
 *
 * @module
 */
import type { Configuration, From } from '../deploy/configuration.ts';
import type { AppContext, FactoryContext, FilterContext } from '../deploy/contexts.ts';
import { DeployError } from '../deploy/deploy-error.ts';
import { findReference } from '../deploy/modules.ts';
import { isReference } from '../deploy/reference.ts';
import type { Settings } from '../deploy/settings.ts';
import { wordsOf } from '../deploy/white-space.ts';
import type { Page } from './page.ts';

const NONE: Settings = new Map();

/** Writes onto a page what names describe. */
export class Shower {
  readonly #configuration: Configuration;
  readonly #page: Page;
  readonly #shown = new Set<string>();
  /** The first thing that could not be read. */
  error: DeployError | undefined;

  constructor(configuration: Configuration, page: Page) {
    this.#configuration = configuration;
    this.#page = page;
  }

  /** Whether a section is part of what was shown. */
  hasShown(file: string, section: string): boolean {
    return this.#shown.has(JSON.stringify([file, section]));
  }

  async app(depth: number, name: string, from: From): Promise<void> {
    await this.#trying(depth, async () => this.#app(depth, await this.#configuration.app(name, from), from));
  }

  async filter(depth: number, name: string, from: From): Promise<void> {
    await this.#trying(depth, async () =>
      this.#filter(depth, await this.#configuration.filter(name, from), from),
    );
  }

  async server(depth: number, name: string, from: From): Promise<void> {
    await this.#trying(depth, async () =>
      this.#factory(depth, 'server', await this.#configuration.server(name, from), from),
    );
  }

  async #app(depth: number, context: AppContext, from: From): Promise<void> {
    this.#remember(context.place.file, context.place.section);
    switch (context.type) {
      case 'factory':
        return this.#factory(depth, 'application', context, from);
      case 'filtered':
        await this.#filter(depth, context.filter, from);
        return this.#app(depth + 1, context.inner, from);
      case 'filter-app':
        this.#page.heading(depth, 'application: a filter around the next', context.place);
        await this.#filter(depth + 1, context.filter, { ...from, global: context.global });
        return this.#app(depth + 2, context.next, { ...from, global: context.global });
      case 'pipeline': {
        this.#page.heading(depth, 'application: a pipeline', context.place);
        this.#changes(depth + 1, context.global, from);
        const within = { ...from, global: context.global };
        for (const filter of context.filters) await this.#filter(depth + 1, filter, within);
        return this.#app(depth + 1, context.app, within);
      }
    }
  }

  async #filter(depth: number, context: FilterContext, from: From): Promise<void> {
    if (context.type === 'factory') return this.#factory(depth, 'filter', context, from);
    await this.#filter(depth, context.filter, from);
    return this.#filter(depth + 1, context.inner, from);
  }

  async #factory(depth: number, kind: string, context: FactoryContext, from: From): Promise<void> {
    const { reference, referencePlace, place, local, global } = context;
    this.#remember(place.file, place.section);
    for (let trail = context.trail; trail; trail = trail.outer) this.#remember(trail.file, trail.section);
    this.#page.heading(depth, `${kind}: ${reference.text}`, place);
    let isComposite = context.protocol === 'composite';
    try {
      const found = await findReference(reference, referencePlace);
      isComposite ||= typeof found !== 'string' && found.protocol === 'composite';
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      this.#page.line(depth + 1, `missing: ${error.reason}`);
    }
    this.#page.settings(depth + 1, local);
    this.#changes(depth + 1, global, from);
    if (isComposite) await this.#parts(depth + 1, context);
  }

  /** The globals that are not those around it. */
  #changes(depth: number, global: Settings, { file, global: outer = file?.defaults ?? NONE }: From): void {
    const changed = [...global].filter(
      ([name, { value }]) => value !== (outer.get(name) ?? file?.defaults.get(name))?.value,
    );
    this.#page.settings(depth, new Map(changed.map(([name, setting]) => [`set ${name}`, setting] as const)));
  }

  /** The parts of a composite: options whose words name filters and, last, an application. */
  async #parts(depth: number, { files: [file], local, global, trail, place }: FactoryContext): Promise<void> {
    if (!file) return;
    const from: From = { file, base: file.folder, global, trail, place };
    for (const [option, { value }] of local) {
      const filters = wordsOf(value);
      const app = filters.pop();
      const isKnown = (word: string) => isReference(word) || file.has('filter', word);
      if (app === undefined || !(isReference(app) || file.has('app', app)) || !filters.every(isKnown))
        continue;
      this.#page.line(depth, `at ${option}:`);
      for (const filter of filters) await this.filter(depth + 1, filter, from);
      await this.app(depth + 1, app, from);
    }
  }

  #remember(file: string | undefined, section: string | undefined): void {
    this.#shown.add(JSON.stringify([file, section]));
  }

  /** What cannot be read is told where it would stand. */
  async #trying(depth: number, show: () => Promise<void>): Promise<void> {
    try {
      await show();
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      this.error ??= error;
      this.#page.heading(depth, `error: ${error.reason}`, error);
    }
  }
}
