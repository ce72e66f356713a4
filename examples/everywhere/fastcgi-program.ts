/**
 * A FastCGI program: serves the application on the socket that a web server or `spawn-fcgi` passes to it.
 *
 * @module
 */
import { serveFastCGI } from 'wheatpaste/cgi';
import { application } from './application.ts';

await serveFastCGI(application, {
  scriptName: '/app',
  closeOn: ['SIGTERM'],
  closeTimeout: 100,
  onError: () => {},
});
