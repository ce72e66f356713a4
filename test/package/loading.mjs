/**
 * Checks that loading the package has no visible effect, and that heavy modules are loaded on first use.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** The entries that must not load node modules. */
const LIGHT = ['.', './client', './cookies', './fetch', './headers', './lambda', './node'];

const require = createRequire(import.meta.url);
const { exports } = require('wheatpaste/package.json');
const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
const nameOf = (entry) => `wheatpaste${entry.slice(1)}`;

for (const entry of LIGHT) {
  assert.deepEqual(loadedWith(nameOf(entry)), [], `${entry} loads modules of node`);
}

const before = surroundings();
for (const entry of entries) await import(nameOf(entry));
const added = surroundings().filter((name) => !before.includes(name));
assert.deepEqual(added, []);
assert.equal(isLoaded('busboy'), false);

const { Request } = await import('wheatpaste');
await Request.blank('/', { form: { a: '1' } }).form();
assert.equal(isLoaded('busboy'), false);
await Request.blank('/', { form: { file: new File(['bytes'], 'a.txt') } }).form();
assert.equal(isLoaded('busboy'), true);

/** Node's modules, and its fetch and abort signals, that a new process loads with an entry. */
function loadedWith(name) {
  const { stdout, stderr } = spawnSync(process.execPath, ['loads.mjs', name]);
  assert.equal(String(stderr), '');
  return JSON.parse(stdout)
    .map((loaded) => loaded.replace('NativeModule ', ''))
    .filter((loaded) => !loaded.startsWith('internal/') || /undici|abort_controller|webstreams/.test(loaded));
}

function isLoaded(name) {
  return Object.keys(require.cache).some((file) => file.includes(`/node_modules/${name}/`));
}

function surroundings() {
  const prototypes = [Object, Array, String, Promise, URL, Headers].map((type) => type.prototype);
  const names = [...prototypes, globalThis].flatMap((owner) => Reflect.ownKeys(owner));
  return [...names, ...process.eventNames(), ...process.getActiveResourcesInfo()].map(String);
}
