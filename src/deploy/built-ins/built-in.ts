/**
 * Defines built-in names: factories made from a schema of options and a function.
 *
 * @module
 */
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import type {
  AppFactory,
  CompositeFactory,
  Filter,
  FilterFactory,
  Server,
  ServerFactory,
} from '../factories.ts';
import { type Options, type Read, readOptions, type Schema } from './options.ts';

/** A factory, and the kind of thing it makes. */
export type BuiltIn =
  | { readonly protocol: 'app'; readonly factory: AppFactory }
  | { readonly protocol: 'composite'; readonly factory: CompositeFactory }
  | { readonly protocol: 'filter'; readonly factory: FilterFactory }
  | { readonly protocol: 'server'; readonly factory: ServerFactory };

/** How options are read. */
export type ReadOptions = typeof readOptions;

/** A named built-in. Its options are read by its schema, or by another function. */
export type NamedBuiltIn = (read?: ReadOptions) => BuiltIn;
export type NamedBuiltIns = Readonly<Record<string, NamedBuiltIn>>;

type App = Application | ToApplication;

/** Defines an application with these options. */
export function app<Shape extends Schema>(
  schema: Shape,
  make: (options: Options<Shape>) => Promise<App>,
): NamedBuiltIn {
  return (read = readOptions) => ({
    protocol: 'app',
    factory: async (global, local) => make(await read(schema, global, local)),
  });
}

/** Defines an application made of others, with these options, and further ones that `others` reads. */
export function composite<Shape extends Schema, Other = never>(
  schema: Shape,
  make: (options: Options<Shape, Other>, getApp: (name: string) => Promise<Application>) => Promise<App>,
  others?: Read<Other>,
): NamedBuiltIn {
  return (read = readOptions) => ({
    protocol: 'composite',
    factory: async (loader, global, local) =>
      make(await read(schema, global, local, others), (name) => loader.getApp(name, global)),
  });
}

/** Defines a filter with these options, and further ones that `others` reads. */
export function filter<Shape extends Schema, Other = never>(
  schema: Shape,
  make: (options: Options<Shape, Other>) => Promise<Filter>,
  others?: Read<Other>,
): NamedBuiltIn {
  return (read = readOptions) => ({
    protocol: 'filter',
    factory: async (global, local) => make(await read(schema, global, local, others)),
  });
}

/** Defines a server with these options. */
export function server<Shape extends Schema>(
  schema: Shape,
  make: (options: Options<Shape>) => Promise<Server>,
): NamedBuiltIn {
  return (read = readOptions) => ({
    protocol: 'server',
    factory: async (global, local) => make(await read(schema, global, local)),
  });
}
