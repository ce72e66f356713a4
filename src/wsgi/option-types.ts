/**
 * Types of options, some or all of which are given. An option that is `undefined` is not given.
 *
 * @module
 */

/** The same options, each of which may be left out. */
export type Given<Options> = { [Name in keyof Options]?: Options[Name] | undefined };

/** The same options, all of which are given. */
export type Complete<Options> = { [Name in keyof Options]-?: Exclude<Options[Name], undefined> };
