/**
 * What stands for a built-in name: a factory, made of a schema of options and of what is made with them.
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

/** A factory, and what it makes. */
export type BuiltIn =
  | { readonly protocol: 'app'; readonly factory: AppFactory }
  | { readonly protocol: 'composite'; readonly factory: CompositeFactory }
  | { readonly protocol: 'filter'; readonly factory: FilterFactory }
  | { readonly protocol: 'server'; readonly factory: ServerFactory };

/** How options are read. */
export type ReadOptions = typeof readOptions;

/** What has a name here, for options that are read as its schema has it, or otherwise. */
export type NamedBuiltIn = (read?: ReadOptions) => BuiltIn;
export type NamedBuiltIns = Readonly<Record<string, NamedBuiltIn>>;

type App = Application | ToApplication;

/** An application with these options. */
export function app<Shape extends Schema>(
  schema: Shape,
  make: (options: Options<Shape>) => Promise<App>,
): NamedBuiltIn {
  return (read = readOptions) => ({
    protocol: 'app',
    factory: async (global, local) => make(await read(schema, global, local)),
  });
}

/** An application of others with these options, and further ones that `others` reads. */
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

/** A filter with these options, and further ones that `others` reads. */
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

/** A server with these options. */
export function server<Shape extends Schema>(
  schema: Shape,
  make: (options: Options<Shape>) => Promise<Server>,
): NamedBuiltIn {
  return (read = readOptions) => ({
    protocol: 'server',
    factory: async (global, local) => make(await read(schema, global, local)),
  });
}
