/**
 * Redirects to paths with a trailing slash, or without one.
 *
 * @module
 */
import { pathQsOf, pathsOf } from '../../url/environ-url.ts';
import { nativeAt } from '../../wsgi/native-string.ts';
import { type AppMiddleware, middleware } from '../app-middleware.ts';
import { isRedirectable, movedTo } from './redirect.ts';

/** Whether to add or remove the slash. */
export type SlashRule = 'add' | 'remove';

/**
 * Redirects GET and HEAD to the same path with a final slash, or without one. Other methods go on to the
 * application, and so do its root and, if slashes are added, paths that look like files.
 *
 * The new path consists of the segments of the original one, without empty segments at the beginning, so that no
 * spelling of `//evil.example/` leads to another site.
 *
 * @throws TypeError when the rule is neither `'add'` nor `'remove'`.
 *
 * @example
 * ```ts
 * const app = trailingSlash('remove')(new Response('Hello'));
 * (await Request.blank('/docs/?page=2').send(app)).location; // '/docs?page=2'
 * (await Request.blank('http://localhost//evil.example/').send(app)).location; // '/evil.example'
 * ```
 */
export function trailingSlash(rule: SlashRule): AppMiddleware {
  if (rule !== 'add' && rule !== 'remove') {
    throw new TypeError(`trailingSlash takes 'add' or 'remove', not ${JSON.stringify(rule)}`);
  }
  const isRight = rule === 'add' ? (path: string) => path.endsWith('/') || isFile(path) : endsWithoutSlash;
  return middleware((app) => (environ, startResponse) => {
    if (!isRedirectable(environ)) return app(environ, startResponse);
    const { scriptName, pathInfo } = pathsOf(environ);
    if (/^\/*$/.test(pathInfo) || isRight(pathInfo)) return app(environ, startResponse);
    const segments = (scriptName + pathInfo).replaceAll('\\', '%5C').split('/');
    const first = segments.findIndex((segment) => segment !== '');
    const last = segments.findLastIndex((segment) => segment !== '');
    const path = `/${segments.slice(first, last + 1).join('/')}${rule === 'add' ? '/' : ''}`;
    return movedTo(pathQsOf(path, nativeAt(environ, 'QUERY_STRING')))(environ, startResponse);
  });
}

/** Whether the last segment has an extension. */
function isFile(path: string): boolean {
  return path.indexOf('.', path.lastIndexOf('/') + 2) !== -1;
}

function endsWithoutSlash(path: string): boolean {
  return !path.endsWith('/');
}
