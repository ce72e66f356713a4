/**
 * A FastCGI program: it serves the application at the socket that its starter, a web server or `spawn-fcgi`, hands over.
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
