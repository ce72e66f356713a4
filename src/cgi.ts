/**
 * CGI, SCGI and FastCGI: `wheatpaste/cgi`.
 *
 * @module wheatpaste/cgi
 */
export { CGIApp } from './apps/cgi/cgi-app.ts';
export { CGIDirectory, type CGIDirectoryOptions } from './apps/cgi/cgi-directory.ts';
export type { CGIOptions } from './apps/cgi/cgi-options.ts';
export { type RunCGIOptions, runCGI } from './gateways/cgi/run-cgi.ts';
export { type CGIEnvironOptions, environFromCGI } from './gateways/cgi-environ.ts';
export { type FastCGIOptions, serveFastCGI } from './gateways/fastcgi/serve.ts';
export { type SCGIOptions, serveSCGI } from './gateways/scgi/serve.ts';
export type { ServerHandle } from './gateways/sockets/server-handle.ts';
export type { Variables } from './wsgi/variables.ts';
