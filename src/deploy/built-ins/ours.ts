/**
 * Our own built-ins: functions and classes, in kebab case.
 *
 * @module
 */
import { APPLICATIONS } from './applications.ts';
import { ACCESS } from './filters/access.ts';
import { AUTHENTICATION } from './filters/authentication.ts';
import { CONTENT } from './filters/content.ts';
import { OBSERVING } from './filters/observing.ts';
import { SESSIONS } from './filters/sessions.ts';
import { SERVERS } from './servers.ts';

export const OURS = {
  ...APPLICATIONS,
  ...ACCESS,
  ...AUTHENTICATION,
  ...CONTENT,
  ...OBSERVING,
  ...SESSIONS,
  ...SERVERS,
};
