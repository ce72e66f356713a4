/**
 * The application as a Worker.
 *
 * @module
 */
import { toFetchHandler } from 'wheatpaste/fetch';
import { application } from '../application.ts';

export const worker = { fetch: toFetchHandler(application, { onError: () => {} }) };
