import { onTestFinished } from 'vitest';
import { loadApp, loadServer } from '../../src/deploy/load.ts';
import { TestApp } from '../../src/testing/app/test-app.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { makeTree } from './tree.ts';

type Files = Readonly<Record<string, string>>;

/** A folder with a configuration, `config.ini`, and other files, which is removed after the test. */
export function configFolder(config: string, files: Files = {}): string {
  const tree = makeTree({ ...files, 'config.ini': config });
  onTestFinished(() => tree[Symbol.dispose]());
  return tree.root;
}

/** The application that a configuration describes. */
export function appFrom(config: string, files: Files = {}): Promise<Application> {
  return loadApp('config:config.ini', { relativeTo: configFolder(config, files) });
}

/** A client of the application that a configuration describes. */
export async function clientOf(config: string, files: Files = {}): Promise<TestApp> {
  return new TestApp(await appFrom(config, files), { status: '*' });
}

/** The server that `[server:main]` describes. */
export function serverFrom(lines: string, files: Files = {}): ReturnType<typeof loadServer> {
  return loadServer('config:config.ini', { relativeTo: configFolder(`[server:main]\n${lines}`, files) });
}
