/**
 * Applications described by files, as in Paste Deploy: `wheatpaste/deploy`.
 *
 * @module wheatpaste/deploy
 */
export { asBoolean, asInteger, asList } from './deploy/converters.ts';
export { DeployError, type DeployErrorKind, type DeployPlace } from './deploy/deploy-error.ts';
export {
  type AppFactory,
  type Awaitable,
  appFactory,
  type CompositeFactory,
  compositeFactory,
  type Filter,
  type FilterAppFactory,
  type FilterFactory,
  filterAppFactory,
  filterFactory,
  type Loader,
  type Server,
  type ServerFactory,
  type ServerRunner,
  serverFactory,
  serverRunner,
} from './deploy/factories.ts';
export {
  type AppConfig,
  appConfig,
  type LoadOptions,
  loadApp,
  loadFilter,
  loadServer,
} from './deploy/load.ts';
export type { Conf } from './deploy/settings.ts';
