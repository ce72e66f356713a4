/**
 * Modules that are loaded when they are first needed.
 *
 * @module
 */

/**
 * A module that many programs never need. Once it is loaded it can be had without waiting, which `import()` cannot do.
 *
 * @example
 * ```ts
 * const path = new LazyModule(() => import('node:path'));
 * path.loaded; // undefined
 * (await path.load()).basename('/a/b'); // 'b'
 * path.loaded?.basename('/a/b'); // 'b'
 * ```
 */
export class LazyModule<Module> {
  readonly #import: () => Promise<Module>;
  /** The module; `undefined` before it is loaded. */
  loaded: Module | undefined;

  constructor(load: () => Promise<Module>) {
    this.#import = load;
  }

  /** Loads it, where that has not been done. */
  async load(): Promise<Module> {
    this.loaded ??= await this.#import();
    return this.loaded;
  }
}
