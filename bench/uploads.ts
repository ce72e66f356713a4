/**
 * What a server uses while it takes uploads of 1 GiB, and what is left when they are done, broken off or
 * refused: `npm run build:programs && node build/bench/uploads.js [MiB]`. Only for Linux.
 *
 * @module
 */
import { UploadServer, upload } from './uploads/client.ts';

const MIB = 1024 * 1024;
/** What `bytes()` takes by default, less the rest of the form. */
const LARGEST_KEPT = 63 * MIB;
const MOST_GROWTH = 64 * MIB;
const SERVER = [new URL('./uploads/server.js', import.meta.url).pathname];

const size = Number(process.argv[2] ?? 1024) * MIB;

for (const path of ['/parts', '/form', '/bytes']) {
  const taken = path === '/bytes' ? LARGEST_KEPT : size;
  await report(`${path}, whole`, path, (url) => upload(url, size));
  await report(`${path}, broken off`, path, (url) => upload(url, taken, (sent) => sent < taken / 2));
  await reportKilled(path);
}

async function report(
  title: string,
  path: string,
  send: (url: string) => ReturnType<typeof upload>,
): Promise<void> {
  await using server = await UploadServer.start(SERVER);
  const url = server.url + path;
  await upload(url, MIB);
  const before = await server.settledUsage(await server.usage());
  const start = performance.now();
  const answer = await send(url);
  const seconds = (performance.now() - start) / 1000;
  const after = await server.settledUsage(before);
  const growth = after.peak - before.resident;
  console.log(
    `${title.padEnd(20)} ${answer?.status ?? 'no answer'}, ${seconds.toFixed(1)} s; memory grew by`,
    `${(growth / MIB).toFixed(1)} MiB${growth > MOST_GROWTH ? ' (TOO MUCH)' : ''};`,
    `descriptors ${before.descriptors} before, ${after.descriptors} after; temporary files ${after.temporary}`,
  );
}

async function reportKilled(path: string): Promise<void> {
  await using server = await UploadServer.start(SERVER);
  let left: Promise<number> | undefined;
  await upload(server.url + path, LARGEST_KEPT, (sent) => {
    if (sent > LARGEST_KEPT / 2) left ??= server.kill();
    return true;
  });
  console.log(`${`${path}, killed`.padEnd(20)} temporary files ${await left}`);
}
