/**
 * CGI, SCGI and FastCGI: `wheatpaste/cgi`.
 *
 * @module wheatpaste/cgi
 */
export { type CGIEnvironOptions, environFromCGI } from './gateways/cgi-environ.ts';
export type { Variables } from './wsgi/variables.ts';
