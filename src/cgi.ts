/**
 * CGI, SCGI and FastCGI: `wheatpaste/cgi`.
 *
 * @module wheatpaste/cgi
 */
export { type CGIEnvironOptions, environFromCGI } from './gateways/cgi-environ.ts';
export { type FastCGIOptions, serveFastCGI } from './gateways/fastcgi/serve.ts';
export { type SCGIOptions, serveSCGI } from './gateways/scgi/serve.ts';
export type { ServerHandle } from './gateways/sockets/server-handle.ts';
export type { Variables } from './wsgi/variables.ts';
