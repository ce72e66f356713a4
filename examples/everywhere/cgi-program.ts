/**
 * The application as a CGI program.
 *
 * @module
 */
import { runCGI } from 'wheatpaste/cgi';
import { application } from './application.ts';

await runCGI(application, { scriptName: '/app', errors: { write: () => {} } });
