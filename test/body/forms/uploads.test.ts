import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadServer, upload } from '../../../bench/uploads/client.ts';
import type { Usage } from '../../../bench/uploads/server.ts';

const MIB = 1024 * 1024;
const SERVER = ['../../support/run-module.mjs', '../../../bench/uploads/server.ts'].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
);

describe.runIf(process.platform === 'linux')('a server that receives uploads', () => {
  let server: UploadServer;
  let before: Usage;

  beforeAll(async () => {
    server = await UploadServer.start(SERVER);
    for (const path of ['/parts', '/form', '/bytes']) await upload(server.url + path, MIB);
    before = await server.settledUsage(await server.usage());
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const expectNothingLeft = async () => {
    const { descriptors, temporary } = await server.settledUsage(before);
    expect({ descriptors, temporary }).toEqual({ descriptors: before.descriptors, temporary: 0 });
  };

  it.each(['/parts', '/form'])('keeps nothing of a complete one (%s)', async (path) => {
    expect(await upload(server.url + path, 8 * MIB)).toEqual({ status: 200, text: String(8 * MIB) });
    await expectNothingLeft();
  });

  it.each(['/parts', '/form', '/bytes'])('keeps nothing of an interrupted one (%s)', async (path) => {
    expect(await upload(server.url + path, 8 * MIB, (sent) => sent < 4 * MIB)).toBeUndefined();
    await expectNothingLeft();
  });

  it.each(['/parts', '/form', '/bytes'])('keeps nothing of one that is too large (%s)', async (path) => {
    expect(await upload(`${server.url}${path}?most=${7.5 * MIB}`, 8 * MIB)).toMatchObject({ status: 413 });
    await expectNothingLeft();
  });

  it('keeps nothing if it is killed meanwhile', async () => {
    const killed = async () => {
      // The connection, and the temporary file of the form.
      const isKept = async () => (await server.usage()).descriptors >= before.descriptors + 2;
      await expect.poll(isKept, { timeout: 20_000 }).toBe(true);
      return await server.kill();
    };
    let left: Promise<number> | undefined;
    await upload(`${server.url}/form`, 8 * MIB, async (sent) => {
      if (sent === 4 * MIB) left = killed();
      await left;
      return true;
    });
    expect(await left).toBe(0);
  });
});
