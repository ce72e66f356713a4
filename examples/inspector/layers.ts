/**
 * Middleware that is watched: what each one did to a request on its way in, and to the response on its way out.
 */
import type { Application, Environ, HeaderList, Request, Response } from 'wheatpaste';
import { pipeline } from 'wheatpaste/middleware';
import { exchangeOf, tap } from 'wheatpaste/wsgi';

/** A middleware with its name and the code that makes it. */
export interface Layer {
  readonly name: string;
  readonly make: () => (app: Application) => Application;
}

/** A name whose value is another one afterwards; `undefined` is absent. */
export interface Change {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What one middleware did. */
export interface LayerReport {
  readonly name: string;
  readonly code: string;
  /** Keys of the environ, and notes of the exchange. */
  readonly request: readonly Change[];
  /** The status and the header fields. */
  readonly response: readonly Change[];
  /** Whether the request came this far. */
  readonly isReached: boolean;
  /** Whether it answered by itself, without asking the application. */
  readonly isAnswer: boolean;
}

/** The state of the exchange at one place between two middleware. */
interface Sight {
  request?: ReadonlyMap<string, string>;
  response?: ReadonlyMap<string, string>;
}

/** The key of the environ under which the sights of a request are kept. */
const SIGHTS = 'inspector.sights';

/** An application in middleware, with what that did. */
export class Layers {
  readonly #layers: readonly Layer[];
  readonly #app: Application;

  constructor(app: Application, layers: readonly Layer[]) {
    this.#layers = layers;
    const watched = layers.flatMap(({ make }, index) => [watch(index), make()]);
    this.#app = pipeline(app, ...watched, watch(layers.length));
  }

  /** Sends a request through all of them. */
  async send(request: Request): Promise<{ response: Response; reports: LayerReport[] }> {
    const sights: Sight[] = [];
    const response = await request.with({ environ: { [SIGHTS]: sights } }).send(this.#app);
    const reports = this.#layers.map(({ name, make }, index) => ({
      name,
      code: codeOf(make),
      request: changes(sights[index]?.request, sights[index + 1]?.request),
      response: changes(sights[index + 1]?.response, sights[index]?.response),
      isReached: sights[index] !== undefined,
      isAnswer: sights[index] !== undefined && sights[index + 1] === undefined,
    }));
    return { response, reports };
  }
}

/** What a function evaluates, or does. */
export function codeOf(run: (...args: never[]) => unknown): string {
  const code = String(run).replace(/^(?:async )?\([^)]*\) => /, '');
  if (!code.startsWith('{')) return code;
  const lines = code.slice(1, -1).trimEnd().split('\n').slice(1);
  const indent = Math.min(...lines.map((line) => line.search(/\S|$/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}

function watch(place: number): (app: Application) => Application {
  return (app) =>
    tap(app, (environ) => {
      const sights = environ[SIGHTS];
      if (!Array.isArray(sights)) return {};
      const sight: Sight = { request: shownRequest(environ) };
      sights[place] = sight;
      return {
        head(status, headers) {
          sight.response = shownResponse(status, headers);
        },
      };
    });
}

function shownRequest(environ: Environ): ReadonlyMap<string, string> {
  const notes = Object.entries(exchangeOf(environ).notes).map(
    ([key, value]) => [`notes.${key}`, value] as const,
  );
  return new Map([...shownEnviron(environ), ...notes.map(([key, value]) => [key, shown(value)] as const)]);
}

/** The keys of an environ, without what is kept here, and what a gateway may add as it likes. */
export function shownEnviron(environ: Environ): [key: string, value: string][] {
  return Object.entries(environ)
    .filter(([key]) => key !== SIGHTS && key !== 'wheatpaste.exchange')
    .map(([key, value]) => [key, shown(value)]);
}

function shownResponse(status: string, headers: HeaderList): ReadonlyMap<string, string> {
  const fields = new Map([['status', status]]);
  for (const [name, value] of headers) {
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return fields;
}

/** A value of an environ, as a page can show it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? `(${value.constructor.name})` : (JSON.stringify(value) ?? String(value));
}

/** Nothing where one side was never seen: there is nothing to compare. */
function changes(before?: ReadonlyMap<string, string>, after?: ReadonlyMap<string, string>): Change[] {
  if (!before || !after) return [];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((change) => change.before !== change.after);
}
