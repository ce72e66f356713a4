/**
 * Files as applications: `wheatpaste/static`.
 *
 * @module wheatpaste/static
 */
export { DirectoryApp, type DirectoryInit } from './apps/directory-app.ts';
export { FileApp } from './apps/file-app.ts';
export type { FileInit } from './apps/file-sender.ts';
