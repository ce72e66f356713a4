/**
 * The objects that a configuration describes, before any of them is loaded or made.
 *
 * @module
 */
import type { ConfigFile } from './config-file.ts';
import type { DeployPlace } from './deploy-error.ts';
import type { Protocol } from './factories.ts';
import type { ModuleReference } from './reference.ts';
import { overlaid, type Settings } from './settings.ts';

/** The sections through which something was reached, innermost first. */
export interface Trail {
  readonly file: string;
  readonly section: string;
  readonly outer: Trail | undefined;
}

interface Described {
  /** Where it is described: in its section, or where it is named. */
  readonly place: DeployPlace;
  readonly global: Settings;
  readonly local: Settings;
}

/** The result of one factory. */
export interface FactoryContext extends Described {
  readonly type: 'factory';
  readonly reference: ModuleReference;
  /** Where the reference is written. */
  readonly referencePlace: DeployPlace;
  /** What an unmarked function is assumed to be; `'ready'` for an application that needs no factory. */
  readonly protocol: Protocol | 'ready';
  /** The files in which a composite looks up names, in this order. */
  readonly files: readonly ConfigFile[];
  readonly trail: Trail | undefined;
}

/** An application inside filters, the first of which is outermost. */
interface PipelineContext extends Described {
  readonly type: 'pipeline';
  readonly filters: readonly FilterContext[];
  readonly app: AppContext;
}

/** An application around `next`. */
interface FilterAppContext extends Described {
  readonly type: 'filter-app';
  readonly filter: FilterContext;
  readonly next: AppContext;
}

/** An application or a filter inside the filter that its section names with `filter-with`. */
export interface FilteredContext<Inner> extends Described {
  readonly type: 'filtered';
  readonly filter: FilterContext;
  readonly inner: Inner;
}

export type AppContext = FactoryContext | PipelineContext | FilterAppContext | FilteredContext<AppContext>;
export type FilterContext = FactoryContext | FilteredContext<FilterContext>;

/** The options that a section adds to the object that it uses. */
export interface Overlay {
  readonly local: Settings;
  /** The section's `set` options. */
  readonly set: Settings;
  readonly file: ConfigFile;
  readonly place: DeployPlace;
}

/** An application used by a section, with that section's options. */
export function usedApp(context: AppContext, overlay: Overlay): AppContext {
  switch (context.type) {
    case 'factory':
      return usedFactory(context, overlay);
    case 'filtered':
      return { ...laidOver(context, overlay), inner: usedApp(context.inner, overlay) };
    default:
      return laidOver(context, overlay);
  }
}

/** A filter used by a section, with that section's options. */
export function usedFilter(context: FilterContext, overlay: Overlay): FilterContext {
  if (context.type === 'factory') return usedFactory(context, overlay);
  return { ...laidOver(context, overlay), inner: usedFilter(context.inner, overlay) };
}

/** A factory's object used by a section, with that section's options. */
export function usedFactory(context: FactoryContext, overlay: Overlay): FactoryContext {
  const files = context.files.filter((file) => file !== overlay.file);
  return { ...laidOver(context, overlay), files: [overlay.file, ...files] };
}

function laidOver<Context extends Described>(context: Context, { local, set, place }: Overlay): Context {
  return {
    ...context,
    place,
    global: overlaid(context.global, set),
    local: overlaid(context.local, local),
  };
}
