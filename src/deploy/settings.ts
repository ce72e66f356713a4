/**
 * Values of a configuration together with their positions.
 *
 * @module
 */
import type { DeployPlace } from './deploy-error.ts';

/**
 * Names and values, as a factory gets them. The object has no prototype: `__proto__` and `constructor` are ordinary
 * names.
 */
export type Conf = Readonly<Record<string, string>>;

/** One value. */
export interface Setting {
  readonly value: string;
  /** Where it is written; without a file, it was given by the caller that loads the configuration. */
  readonly place: DeployPlace;
  /** Whether `%` is an ordinary character in it, because it is already interpolated. */
  readonly isLiteral: boolean;
}

/** Values by name, in order. */
export type Settings = ReadonlyMap<string, Setting>;

/** The settings of several layers: later ones take precedence. */
export function overlaid(...layers: readonly Settings[]): Settings {
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** The settings given by the caller that loads a configuration. */
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
