/**
 * The built-in middleware that changes what is sent, or when, by name.
 *
 * @module
 */
import type { CompressOptions } from '../../../middleware/content/compress.ts';
import type { ErrorDocumentsOptions } from '../../../middleware/errors/error-pages.ts';
import type { ErrorsOptions } from '../../../middleware/errors/errors.ts';
import type { ErrorStream } from '../../../wsgi/contract.ts';
import { filter, type NamedBuiltIns } from '../built-in.ts';
import { group, needed } from '../options.ts';
import { boolean, callable, exported, integer, regExp, someOf, text, words } from '../readers.ts';

export const CONTENT = {
  'cache-control': filter({ directives: needed(text), types: words }, async ({ directives, ...options }) =>
    (await import('../../../middleware/content/cache-control.ts')).cacheControl(directives, options),
  ),
  compress: filter(
    {
      codings: someOf('zstd', 'br', 'gzip', 'deflate'),
      threshold: integer,
      level: group({ zstd: integer, br: integer, gzip: integer, deflate: integer }),
      filter: callable<NonNullable<CompressOptions['filter']>>(),
      types: regExp,
    },
    async (options) => (await import('../../../middleware/content/compress.ts')).compress(options),
  ),
  etag: filter({ weak: boolean, maxBody: integer }, async (options) =>
    (await import('../../../middleware/content/etag.ts')).etag(options),
  ),
  'error-documents': filter(
    { statusOf: callable<NonNullable<ErrorDocumentsOptions['statusOf']>>(), types: words },
    async ({ statusOf, types, ...pages }) => {
      const { errorDocuments } = await import('../../../middleware/errors/error-documents.ts');
      return errorDocuments(pages, { ...(statusOf && { statusOf }), ...(types && { types }) });
    },
    text,
  ),
  errors: filter(
    {
      debug: boolean,
      report: callable<NonNullable<ErrorsOptions['report']>>(),
      page: callable<NonNullable<ErrorsOptions['page']>>(),
      log: exported<ErrorStream>('write'),
    },
    async (options) => (await import('../../../middleware/errors/errors.ts')).errors(options),
  ),
  'http-exceptions': filter({}, async () =>
    (await import('../../../middleware/errors/http-exceptions.ts')).httpExceptions(),
  ),
  recursive: filter({}, async () => (await import('../../../middleware/errors/recursive.ts')).recursive()),
} satisfies NamedBuiltIns;
