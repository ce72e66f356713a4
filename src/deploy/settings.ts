/**
 * Values of a configuration together with where they are from.
 *
 * @module
 */
import type { DeployPlace } from './deploy-error.ts';

/**
 * Names and values, as a factory gets them. It has no prototype: `__proto__` and `constructor` are names like others.
 */
export type Conf = Readonly<Record<string, string>>;

/** One value. */
export interface Setting {
  readonly value: string;
  /** Where it is written; without a file, the caller that loads the configuration gave it. */
  readonly place: DeployPlace;
  /** Whether `%` is a character like any other in it, since it is interpolated already. */
  readonly isLiteral: boolean;
}

/** Values by their names, in order. */
export type Settings = ReadonlyMap<string, Setting>;

/** The settings of several layers: later ones win. */
export function overlaid(...layers: readonly Settings[]): Settings {
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** What the caller that loads a configuration gives. */
export function settingsOf(conf: Conf): Settings {
  return new Map(
    Object.entries(conf).map(([option, value]) => [option, { value, place: { option }, isLiteral: false }]),
  );
}

/** The values alone. */
export function confOf(settings: Settings): Conf {
  const conf: Record<string, string> = Object.create(null);
  for (const [name, { value }] of settings) conf[name] = value;
  return conf;
}
