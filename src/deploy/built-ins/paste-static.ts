/**
 * `egg:Paste#static`: the files below a folder.
 *
 * @module
 */
import { DirectoryApp } from '../../apps/files/directory-app.ts';
import type { AppFactory } from '../factories.ts';
import { file, integer, readOptions, required } from './options.ts';

/** `document_root`, and `cache_max_age` in seconds. */
export const pasteStatic: AppFactory = (globalConf, localConf) => {
  const { document_root: root, cache_max_age: maxAge } = readOptions(
    { document_root: file, cache_max_age: integer },
    globalConf,
    localConf,
  );
  const options = maxAge === undefined ? {} : { cacheControl: { maxAge } };
  return new DirectoryApp(required(root, 'document_root'), options);
};
