/**
 * Makes what a configuration describes. First everything that it names is loaded, then each part is made once.
 *
 * @module
 */
import type { ServerHandle } from '../gateways/sockets/server-handle.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';
import { toApplication } from '../wsgi/to-application.ts';
import type { Kind } from './config-file.ts';
import type { Configuration, From } from './configuration.ts';
import type { AppContext, FactoryContext, FilterContext } from './contexts.ts';
import { DeployError, type DeployPlace, messageOf } from './deploy-error.ts';
import { type Awaitable, type Loader, PROTOCOLS, type Protocol } from './factories.ts';
import { type Loaded, loadReference } from './modules.ts';
import { fromComposite } from './parts.ts';
import { readyApplication } from './ready-application.ts';
import { type Conf, confOf, type Settings, settingsOf } from './settings.ts';

/** Makes something whose parts are all loaded. */
type Make<T> = () => Promise<T>;
/** A filter, which is asynchronous only if the functions that it calls are. */
type MadeFilter = (app: Application) => Awaitable<Application>;
export type MadeServer = (app: Application) => Promise<ServerHandle>;

/** Any function, as it comes out of a module. */
type Callable = (...args: unknown[]) => unknown;

/** The protocols that are suitable for each kind. */
const FITTING: Record<Kind, readonly Protocol[]> = {
  app: ['app', 'composite'],
  filter: ['filter', 'filter-app'],
  server: ['server', 'server-runner'],
};
const WANTED = { app: 'an application', filter: 'a filter', server: 'a server' } as const;

/** Makes the objects of one configuration. */
export class Maker {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** Loads an application's parts. The application is made before the filters around it, as in Paste Deploy. */
  async app(context: AppContext): Promise<Make<Application>> {
    switch (context.type) {
      case 'factory':
        return this.#appOfFactory(context);
      case 'filtered': {
        const [inner, filter] = [await this.app(context.inner), await this.filter(context.filter)];
        return async () => {
          const around = await filter();
          return around(await inner());
        };
      }
      case 'filter-app': {
        const [next, filter] = [await this.app(context.next), await this.filter(context.filter)];
        return async () => {
          const app = await next();
          return (await filter())(app);
        };
      }
      case 'pipeline': {
        const innermost = await this.app(context.app);
        const filters: Make<MadeFilter>[] = [];
        for (const filter of context.filters) filters.push(await this.filter(filter));
        return async () => {
          let app = await innermost();
          const around: MadeFilter[] = [];
          for (const make of filters) around.unshift(await make());
          for (const filter of around) app = await filter(app);
          return app;
        };
      }
    }
  }

  /** Loads a filter's parts. */
  async filter(context: FilterContext): Promise<Make<MadeFilter>> {
    if (context.type === 'factory') return this.#filterOfFactory(context);
    const [inner, filter] = [await this.filter(context.inner), await this.filter(context.filter)];
    return async () => {
      const outer = await filter();
      const within = await inner();
      return (app) => chained(within(app), outer);
    };
  }

  /** Loads a server's factory. */
  async server(context: FactoryContext): Promise<Make<MadeServer>> {
    const { global, local } = confsOf(context);
    const [factory, protocol] = factoryOf(context, 'server', await load(context));
    if (protocol === 'server-runner') {
      return async () => async (app) => handleOf(await factory(app, global, local), context);
    }
    return async () => {
      const server = await calling(context, () => factory(global, local));
      if (!isCallable(server)) throw gaveWrong(context, server, 'a function that serves an application');
      return async (app) => handleOf(await server(app), context);
    };
  }

  async #appOfFactory(context: FactoryContext): Promise<Make<Application>> {
    const { global, local } = confsOf(context);
    const loaded = await load(context);
    const ready = loaded.protocol ? undefined : readyApplication(loaded.value, context.protocol === 'ready');
    if (ready) return async () => ready;
    const [factory, protocol] = factoryOf(context, 'app', loaded);
    const args = protocol === 'composite' ? [this.#loaderFor(context), global, local] : [global, local];
    return async () => called(context, () => factory(...args));
  }

  async #filterOfFactory(context: FactoryContext): Promise<Make<MadeFilter>> {
    const { global, local } = confsOf(context);
    const [factory, protocol] = factoryOf(context, 'filter', await load(context));
    if (protocol === 'filter-app') {
      return async () => (app) => called(context, () => factory(app, global, local));
    }
    return async () => {
      const filter = await calling(context, () => factory(global, local));
      if (!isCallable(filter)) throw gaveWrong(context, filter, 'a function from application to application');
      return (app) => called(context, () => filter(app));
    };
  }

  /** The loader from which a composite gets its parts. */
  #loaderFor(context: FactoryContext): Loader {
    const from = (kind: Kind, name: string, conf: Conf | undefined): From =>
      fromComposite(context, kind, name, conf && keptSettings(conf, context.global));
    return {
      getApp: async (name, conf) =>
        (await this.app(await this.#configuration.app(name, from('app', name, conf))))(),
      getFilter: async (name, conf) =>
        (await this.filter(await this.#configuration.filter(name, from('filter', name, conf))))(),
      getServer: async (name, conf) =>
        (await this.server(await this.#configuration.server(name, from('server', name, conf))))(),
    };
  }
}

/** Globals that a composite passes on: those that it got keep their positions. */
function keptSettings(conf: Conf, known: Settings): Settings {
  const kept = Array.from(settingsOf(conf), ([name, setting]) => {
    const before = known.get(name);
    return [name, before?.value === setting.value ? before : { ...setting, isLiteral: true }] as const;
  });
  return new Map(kept);
}

function confsOf({ global, local }: FactoryContext): { global: Conf; local: Conf } {
  return { global: confOf(global), local: confOf(local) };
}

function load({ reference, referencePlace }: FactoryContext): Promise<Loaded> {
  return loadReference(reference, referencePlace);
}

/** The factory of the wanted kind, and how it is called. */
function factoryOf(
  context: FactoryContext,
  kind: Kind,
  { value, protocol }: Loaded,
): [factory: Callable, protocol: FactoryContext['protocol']] {
  const { reference, referencePlace } = context;
  const isFitting = protocol === undefined || FITTING[kind].includes(protocol);
  if (isCallable(value) && isFitting) return [value, protocol ?? context.protocol];
  const what = isFitting ? describe(value) : `marked with ${PROTOCOLS[protocol]}`;
  const names = FITTING[kind].map((fitting) => PROTOCOLS[fitting]).join(' or ');
  const reason = `${reference.text} is ${what}, but ${WANTED[kind]} is wanted here: ${names}`;
  throw new DeployError('unknown-protocol', reason, referencePlace);
}

/** The result of a factory; its errors name its section. */
function calling(context: FactoryContext, call: () => unknown): unknown {
  const fail = (error: unknown) => {
    throw failure(error, context);
  };
  try {
    const result = call();
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
}

/** The application that a factory or a filter returns. */
function called(context: FactoryContext, call: () => unknown): Awaitable<Application> {
  return chained(calling(context, call), (app) => applicationOf(app, context));
}

/** Continues with a value, without waiting if it is not a promise. */
function chained<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function failure(error: unknown, { reference, place, local }: FactoryContext): DeployError {
  if (!(error instanceof DeployError)) {
    return new DeployError('factory-failed', `${reference.text} failed: ${messageOf(error)}`, place, error);
  }
  if (error.file !== undefined) return error;
  // A value that a converter rejected without knowing the file or the section.
  const where: DeployPlace =
    (error.option === undefined ? undefined : local.get(error.option)?.place) ?? place;
  return new DeployError(error.kind, error.reason, { ...where, option: error.option }, error);
}

function applicationOf(value: unknown, context: FactoryContext): Application {
  if (isApplication(value)) return toApplication(value);
  throw gaveWrong(context, value, 'an application');
}

function handleOf(value: unknown, context: FactoryContext): ServerHandle {
  if (isHandle(value)) return value;
  throw gaveWrong(context, value, 'an object with url, port and close()');
}

function gaveWrong({ reference, place }: FactoryContext, value: unknown, wanted: string): DeployError {
  const reason = `${reference.text} gave ${describe(value)}, not ${wanted}`;
  return new DeployError('factory-failed', reason, place);
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

function isApplication(value: unknown): value is Application | ToApplication {
  return isCallable(value) || hasMethod(value, 'toApp');
}

function isHandle(value: unknown): value is ServerHandle {
  return hasMethod(value, 'close');
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && isCallable(Reflect.get(value, name));
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'function' ? 'a function' : `a value of the type ${typeof value}`;
}
