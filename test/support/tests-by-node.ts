import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Response } from '../../src/response/response.ts';
import { AppError, TestApp } from '../../src/testing.ts';

const app = new TestApp(new Response('<form><label>A <input name="a"></label><button>Go</button></form>'));

test('fills in a form', async () => {
  const res = await (await app.get('/')).fill({ A: '1' }).press('Go');
  assert.equal(res.request.queryString, 'a=1');
});

test('refuses an unexpected status', async () => {
  await assert.rejects(app.get('/', { status: 404 }), (error) => {
    assert.ok(error instanceof AppError);
    assert.match(error.stack ?? '', /^AppError: the status is 200 OK, not 404/);
    return true;
  });
});

test('prints a response', async () => {
  assert.deepEqual(await app.get('/'), 'shown');
});
