/**
 * The building blocks of a configuration: factories, and the marks by which a factory says what it makes.
 *
 * @module
 */
import type { ServerHandle } from '../gateways/sockets/server-handle.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';
import type { Conf } from './settings.ts';

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** Wraps an application, as a filter in a configuration. */
export type Filter = (app: Application) => Awaitable<Application | ToApplication>;

/** Serves an application. */
export type Server = (app: Application) => Awaitable<ServerHandle>;

/** Makes an application. */
export type AppFactory = (globalConf: Conf, localConf: Conf) => Awaitable<Application | ToApplication>;

/** Makes an application from others, which it gets from the loader. */
export type CompositeFactory = (
  loader: Loader,
  globalConf: Conf,
  localConf: Conf,
) => Awaitable<Application | ToApplication>;

/** Makes a filter. */
export type FilterFactory = (globalConf: Conf, localConf: Conf) => Awaitable<Filter>;

/** Wraps an application in another. */
export type FilterAppFactory = (
  app: Application,
  globalConf: Conf,
  localConf: Conf,
) => Awaitable<Application | ToApplication>;

/** Makes a server. */
export type ServerFactory = (globalConf: Conf, localConf: Conf) => Awaitable<Server>;

/** Serves an application. */
export type ServerRunner = (app: Application, globalConf: Conf, localConf: Conf) => Awaitable<ServerHandle>;

/**
 * Gives a composite the parts that its options name: a section of the same file, or a reference. Without a
 * `globalConf`, the part is made with the file's own globals.
 */
export interface Loader {
  getApp(name: string, globalConf?: Conf): Promise<Application>;
  getFilter(name: string, globalConf?: Conf): Promise<(app: Application) => Awaitable<Application>>;
  getServer(name: string, globalConf?: Conf): Promise<(app: Application) => Promise<ServerHandle>>;
}

/** The protocols of factories, with the names of their marks. */
export const PROTOCOLS = {
  app: 'appFactory',
  composite: 'compositeFactory',
  filter: 'filterFactory',
  'filter-app': 'filterAppFactory',
  server: 'serverFactory',
  'server-runner': 'serverRunner',
} as const;

export type Protocol = keyof typeof PROTOCOLS;

/** The symbol is the same in every copy of the package. */
const MARK = Symbol.for('wheatpaste.deploy.protocol');

/**
 * Marks a factory of applications, so that a configuration uses it as nothing else.
 *
 * Like the other marks it returns the same function. An unmarked function is used according to where it is named:
 * in `[app:main]` as a factory of applications, in `[filter:log]` as a factory of filters.
 *
 * @throws TypeError when it already has another mark.
 *
 * @example
 * ```ts
 * const make = appFactory((_globalConf, { greeting = 'Hello' }) => new Response(greeting));
 * const app = await make({}, { greeting: 'Good day' });
 * app instanceof Response; // true
 * ```
 */
export function appFactory<Factory extends AppFactory>(factory: Factory): Factory {
  return marked('app', factory);
}

/** Marks a factory of applications that consist of others; see {@link appFactory}. */
export function compositeFactory<Factory extends CompositeFactory>(factory: Factory): Factory {
  return marked('composite', factory);
}

/** Marks a factory of filters; see {@link appFactory}. */
export function filterFactory<Factory extends FilterFactory>(factory: Factory): Factory {
  return marked('filter', factory);
}

/** Marks a factory of applications that wrap another; see {@link appFactory}. */
export function filterAppFactory<Factory extends FilterAppFactory>(factory: Factory): Factory {
  return marked('filter-app', factory);
}

/** Marks a factory of servers; see {@link appFactory}. */
export function serverFactory<Factory extends ServerFactory>(factory: Factory): Factory {
  return marked('server', factory);
}

/** Marks a function that serves an application; see {@link appFactory}. */
export function serverRunner<Factory extends ServerRunner>(factory: Factory): Factory {
  return marked('server-runner', factory);
}

/** The protocol that a function is marked with. */
export function markOf(factory: object): Protocol | undefined {
  const mark: unknown = Reflect.get(factory, MARK);
  return isProtocol(mark) ? mark : undefined;
}

function isProtocol(value: unknown): value is Protocol {
  return typeof value === 'string' && Object.hasOwn(PROTOCOLS, value);
}

function marked<Factory extends object>(protocol: Protocol, factory: Factory): Factory {
  const mark = markOf(factory) ?? protocol;
  if (mark !== protocol) {
    throw new TypeError(`${PROTOCOLS[protocol]}: the function is already marked with ${PROTOCOLS[mark]}`);
  }
  return Object.defineProperty(factory, MARK, { value: protocol });
}
