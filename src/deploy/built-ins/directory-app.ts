/**
 * `wheatpaste:directory-app`: the files below a folder.
 *
 * @module
 */
import { DirectoryApp } from '../../apps/files/directory-app.ts';
import type { AppFactory } from '../factories.ts';
import { boolean, file, readOptions, required, text } from './options.ts';

/** The options of `DirectoryApp`, and `root`. With `index` `false` there is no index. */
export const directoryApp: AppFactory = (globalConf, localConf) => {
  const { root, index, ...options } = readOptions(
    {
      root: file,
      index: text,
      hideIndex: boolean,
      dotfiles: boolean,
      listing: boolean,
      precompressed: boolean,
      cacheControl: text,
    },
    globalConf,
    localConf,
  );
  const indexOption = index === undefined ? {} : { index: index === 'false' ? (false as const) : index };
  return new DirectoryApp(required(root, 'root'), { ...options, ...indexOption });
};
