/**
 * `node test/support/run-module.mjs FILE`: runs a TypeScript module in a separate process, with the
 * sources.
 */
import { resolve } from 'node:path';
import { createViteServer } from 'vitest/node';

const vite = await createViteServer({
  configFile: resolve(import.meta.dirname, '../../vitest.config.ts'),
  logLevel: 'error',
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
await vite.ssrLoadModule(resolve(process.argv[2]));
