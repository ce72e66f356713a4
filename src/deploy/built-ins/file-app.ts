/**
 * `wheatpaste:file-app`: one file.
 *
 * @module
 */
import { FileApp } from '../../apps/files/file-app.ts';
import type { AppFactory } from '../factories.ts';
import { boolean, file, readOptions, required, text } from './options.ts';

/** The options of `FileApp`, and `path`. */
export const fileApp: AppFactory = (globalConf, localConf) => {
  const { path, ...options } = readOptions(
    { path: file, contentType: text, contentDisposition: text, cacheControl: text, precompressed: boolean },
    globalConf,
    localConf,
  );
  return new FileApp(required(path, 'path'), options);
};
