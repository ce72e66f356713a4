/** What loading the package does: nothing that shows, and the parser of multipart bodies waits for the first of them. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { exports: entries } = require('wheatpaste/package.json');

const before = surroundings();
for (const entry of Object.keys(entries)) {
  if (!entry.endsWith('.json')) await import(`wheatpaste${entry.slice(1)}`);
}
const added = surroundings().filter((name) => !before.includes(name));
assert.deepEqual(added, []);
assert.equal(isLoaded('busboy'), false);

const { Request } = await import('wheatpaste');
await Request.blank('/', { form: { a: '1' } }).form();
assert.equal(isLoaded('busboy'), false);
await Request.blank('/', { form: { file: new File(['bytes'], 'a.txt') } }).form();
assert.equal(isLoaded('busboy'), true);

function isLoaded(name) {
  return Object.keys(require.cache).some((file) => file.includes(`/node_modules/${name}/`));
}

function surroundings() {
  const prototypes = [Object, Array, String, Promise, URL, Headers].map((type) => type.prototype);
  const names = [...prototypes, globalThis].flatMap((owner) => Reflect.ownKeys(owner));
  return [...names, ...process.eventNames(), ...process.getActiveResourcesInfo()].map(String);
}
