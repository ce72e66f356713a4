/**
 * Files as applications: `wheatpaste/static`.
 *
 * @module wheatpaste/static
 */
export { DirectoryApp, type DirectoryInit } from './apps/files/directory-app.ts';
export { FileApp } from './apps/files/file-app.ts';
export type { FileInit } from './apps/files/file-sender.ts';
