/**
 * Formats the contents of a configuration as lines of text.
 *
 * @module
 */
import type { Kind } from '../deploy/config-file.ts';
import type { Configuration, From } from '../deploy/configuration.ts';
import type { AppContext, FactoryContext, FilterContext } from '../deploy/contexts.ts';
import { messageOf } from '../deploy/deploy-error.ts';
import { findReference } from '../deploy/modules.ts';
import { fromComposite } from '../deploy/parts.ts';
import { isReference } from '../deploy/reference.ts';
import type { Settings } from '../deploy/settings.ts';
import { wordsOf } from '../deploy/white-space.ts';
import type { Page } from './page.ts';

/** Writes the objects of names onto a page. */
export class Shower {
  readonly #configuration: Configuration;
  readonly #page: Page;
  readonly #shown = new Set<string>();
  readonly #defaults: Settings;
  /** The errors of parts that could not be read. */
  readonly errors: unknown[] = [];

  /** `defaults` are the globals that the page already shows. */
  constructor(configuration: Configuration, page: Page, defaults: Settings) {
    this.#configuration = configuration;
    this.#page = page;
    this.#defaults = defaults;
  }

  /** Whether a section is part of what was shown. */
  hasShown(file: string, section: string): boolean {
    return this.#shown.has(JSON.stringify([file, section]));
  }

  async app(depth: number, name: string, from: From): Promise<void> {
    await this.#trying(depth, async () =>
      this.#app(depth, await this.#configuration.app(name, from), this.#defaults),
    );
  }

  async filter(depth: number, name: string, from: From): Promise<void> {
    await this.#trying(depth, async () =>
      this.#filter(depth, await this.#configuration.filter(name, from), this.#defaults),
    );
  }

  async server(depth: number, name: string, from: From): Promise<void> {
    await this.#trying(depth, async () =>
      this.#factory(depth, 'server', await this.#configuration.server(name, from), this.#defaults),
    );
  }

  /** `outer` are the globals of the surrounding object. */
  async #app(depth: number, context: AppContext, outer: Settings): Promise<void> {
    const { place, global } = context;
    this.#remember(place.file, place.section);
    switch (context.type) {
      case 'factory':
        return this.#factory(depth, 'application', context, outer);
      case 'filtered':
        await this.#filter(depth, context.filter, outer);
        return this.#app(depth + 1, context.inner, outer);
      case 'filter-app':
        this.#page.heading(depth, 'application: a filter around the next', place);
        this.#changes(depth + 1, global, outer);
        await this.#filter(depth + 1, context.filter, global);
        return this.#app(depth + 2, context.next, global);
      case 'pipeline':
        this.#page.heading(depth, 'application: a pipeline', place);
        this.#changes(depth + 1, global, outer);
        for (const filter of context.filters) await this.#filter(depth + 1, filter, global);
        return this.#app(depth + 1, context.app, global);
    }
  }

  async #filter(depth: number, context: FilterContext, outer: Settings): Promise<void> {
    if (context.type === 'factory') return this.#factory(depth, 'filter', context, outer);
    await this.#filter(depth, context.filter, outer);
    return this.#filter(depth + 1, context.inner, outer);
  }

  async #factory(depth: number, kind: string, context: FactoryContext, outer: Settings): Promise<void> {
    const { reference, place, local, global } = context;
    this.#remember(place.file, place.section);
    for (let trail = context.trail; trail; trail = trail.outer) this.#remember(trail.file, trail.section);
    this.#page.heading(depth, `${kind}: ${reference.text}`, place);
    let isComposite = context.protocol === 'composite';
    try {
      const found = await findReference(reference, {});
      isComposite ||= typeof found !== 'string' && found.protocol === 'composite';
    } catch (error) {
      this.#page.line(depth + 1, `missing: ${messageOf(error)}`);
    }
    this.#page.settings(depth + 1, local);
    this.#changes(depth + 1, global, outer);
    if (isComposite) await this.#parts(depth + 1, context);
  }

  /** The globals that differ from the surrounding ones. */
  #changes(depth: number, global: Settings, outer: Settings): void {
    const changed = [...global].filter(([name, { value }]) => value !== outer.get(name)?.value);
    this.#page.settings(depth, new Map(changed.map(([name, setting]) => [`set ${name}`, setting] as const)));
  }

  /**
   * Shows the parts of a composite: options whose words name applications, or filters followed by an application.
   */
  async #parts(depth: number, context: FactoryContext): Promise<void> {
    const { files, local, global } = context;
    const isKnown = (kind: Kind) => (word: string) =>
      isReference(word) || files.some((file) => file.has(kind, word));
    for (const [option, { value }] of local) {
      const words = wordsOf(value);
      const last = words.pop();
      const areFilters = words.every(isKnown('filter'));
      if (last === undefined || ![last, ...(areFilters ? [] : words)].every(isKnown('app'))) continue;
      this.#page.line(depth, `at ${option}:`);
      for (const word of words) {
        const from = fromComposite(context, areFilters ? 'filter' : 'app', word, global);
        await (areFilters ? this.filter(depth + 1, word, from) : this.app(depth + 1, word, from));
      }
      await this.app(depth + 1, last, fromComposite(context, 'app', last, global));
    }
  }

  #remember(file: string | undefined, section: string | undefined): void {
    this.#shown.add(JSON.stringify([file, section]));
  }

  /** Reports a part that cannot be read, in its place. */
  async #trying(depth: number, show: () => Promise<void>): Promise<void> {
    try {
      await show();
    } catch (error) {
      this.errors.push(error);
      this.#page.line(depth, `error: ${messageOf(error)}`);
    }
  }
}
