/**
 * Modules that are loaded when they are first used.
 *
 * @module
 */

/**
 * A module that many programs never use. Once loaded it is available without waiting, which `import()` cannot
 * offer.
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

  /** Loads the module, unless it is loaded. */
  async load(): Promise<Module> {
    this.loaded ??= await this.#import();
    return this.loaded;
  }

  /**
   * Calls a function with the module: immediately if it is loaded, else as soon as it is.
   *
   * @example
   * ```ts
   * const path = new LazyModule(() => import('node:path'));
   * await path.use(({ basename }) => basename('/a/b')); // 'b'
   * path.use(({ basename }) => basename('/a/b')); // 'b'
   * ```
   */
  use<Result>(call: (module: Module) => Result): Result | Promise<Awaited<Result>> {
    return this.loaded ? call(this.loaded) : (this.load().then(call) as Promise<Awaited<Result>>);
  }
}
