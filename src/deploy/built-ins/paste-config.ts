/**
 * `egg:Paste#config`: puts the configuration into the environ.
 *
 * @module
 */

import { toApplication } from '../../wsgi/to-application.ts';
import { withKey } from '../../wsgi/with-key.ts';
import type { Conf } from '../settings.ts';
import type { BuiltIn } from './built-in.ts';

/** `environ['paste.config']` holds the global values, overridden by those of the section. */
export const pasteConfig: BuiltIn = {
  protocol: 'filter',
  factory: (globalConf, localConf) => {
    const config: Conf = Object.freeze(Object.assign(Object.create(null), globalConf, localConf));
    return (app) => {
      const inner = toApplication(app);
      return (environ, startResponse) => inner(withKey(environ, 'paste.config', config), startResponse);
    };
  },
};
