/**
 * Meta-variables of CGI (RFC 3875, section 4.1). Types only.
 *
 * @module
 */

/** Variables by name, of a CGI request or of a process, as in `process.env`. `undefined` is absent. */
export type Variables = Readonly<Record<string, string | undefined>>;
