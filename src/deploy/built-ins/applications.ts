/**
 * The built-in applications, by name.
 *
 * @module
 */
import type { Application } from '../../wsgi/contract.ts';
import { app, composite, type NamedBuiltIns } from './built-in.ts';
import { group, needed } from './options.ts';
import { boolean, either, file, integer, integers, oneOf, text, words } from './readers.ts';

/** The options for sending files. */
const FILES = {
  charset: text,
  contentType: text,
  contentDisposition: text,
  contentLanguage: text,
  cacheControl: text,
  vary: words,
  headers: group({}, text),
  precompressed: boolean,
};
const CGI = {
  args: words,
  cwd: file,
  env: group({}, text),
  inheritEnv: words,
  passAuthorization: boolean,
  nph: boolean,
  localRedirect: text,
  timeout: integer,
  headTimeout: integer,
  maxHeadSize: integer,
};

export const APPLICATIONS = {
  cascade: composite({ apps: needed(words), catch: integers }, async ({ apps, ...options }, getApp) => {
    const { cascade } = await import('../../apps/cascade.ts');
    const made = [];
    for (const name of apps) made.push(await getApp(name));
    return cascade(made, options);
  }),
  'cgi-app': composite({ program: needed(file), scriptFilename: file, ...CGI }, async (options, getApp) => {
    const { CGIApp } = await import('../../apps/cgi/cgi-app.ts');
    const { program, localRedirect, ...others } = options;
    return new CGIApp(program, { ...others, ...(await redirected(localRedirect, getApp)) });
  }),
  'cgi-directory': composite(
    { root: needed(file), interpreters: group({}, file), ...CGI },
    async (options, getApp) => {
      const { CGIDirectory } = await import('../../apps/cgi/cgi-directory.ts');
      const { root, localRedirect, ...others } = options;
      return new CGIDirectory(root, { ...others, ...(await redirected(localRedirect, getApp)) });
    },
  ),
  'debug-app': app({}, async () => (await import('../../testing/debug-app.ts')).debugApp),
  'directory-app': app(
    {
      root: needed(file),
      index: either(false, text),
      hideIndex: boolean,
      dotfiles: boolean,
      listing: boolean,
      ...FILES,
    },
    async ({ root, ...options }) => {
      const { DirectoryApp } = await import('../../apps/files/directory-app.ts');
      return new DirectoryApp(root, options);
    },
  ),
  'file-app': app({ path: needed(file), ...FILES }, async ({ path, ...options }) => {
    const { FileApp } = await import('../../apps/files/file-app.ts');
    return new FileApp(path, options);
  }),
  'proxy-app': app(
    { target: needed(text), forwarded: oneOf('X-Forwarded', 'Forwarded'), timeout: integer },
    async ({ target, ...options }) => {
      const { ProxyApp } = await import('../../apps/client/proxy-app.ts');
      return new ProxyApp(target, options);
    },
  ),
  'send-request': app({ allowedHosts: words, timeout: integer }, async (options) =>
    (await import('../../apps/client/send-request.ts')).createSendRequest(options),
  ),
  'url-map': composite(
    { notFound: text },
    async ({ notFound, ...names }, getApp) => {
      const { urlMap } = await import('../../apps/url-map.ts');
      const options = notFound === undefined ? {} : { notFound: await getApp(notFound) };
      const map = urlMap([], options);
      for (const [key, name] of Object.entries(names)) map.set(key, await getApp(name));
      return map;
    },
    text,
  ),
} satisfies NamedBuiltIns;

/** The application that responds when programs redirect locally. */
async function redirected(
  name: string | undefined,
  getApp: (name: string) => Promise<Application>,
): Promise<{ localRedirect?: Application }> {
  return name === undefined ? {} : { localRedirect: await getApp(name) };
}
