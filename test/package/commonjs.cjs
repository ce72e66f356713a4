/** Checks every entry in CommonJS: `require` returns what `import` returns. */
const assert = require('node:assert/strict');
const { exports: entries } = require('wheatpaste/package.json');

async function main() {
  for (const entry of Object.keys(entries)) {
    const name = `wheatpaste${entry.slice(1)}`;
    const required = require(name);
    assert.ok(Object.keys(required).length > 0, `${name} gives nothing`);
    if (name.endsWith('.json')) continue;
    assert.equal(required, await import(name), `${name} is there twice`);
  }
  const { Request, wsgify } = require('wheatpaste');
  const response = await Request.blank('/').send(wsgify(() => 'Hello'));
  assert.equal(await response.text(), 'Hello');
}

main();
