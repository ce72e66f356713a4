/**
 * Meta-variables of CGI (RFC 3875, section 4.1). Types alone.
 *
 * @module
 */

/** Variables by name: those of a CGI request, or of a process, as `process.env` has them. `undefined` is absent. */
export type Variables = Readonly<Record<string, string | undefined>>;
