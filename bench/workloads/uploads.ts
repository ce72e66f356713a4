/**
 * What a server uses while it takes large uploads, and what is left of them.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Survey } from '../harness.ts';
import { UploadServer, upload } from '../uploads/client.ts';

const MIB = 1024 * 1024;
/** What `bytes()` takes by default, less the rest of the form. */
const LARGEST_KEPT = 63 * MIB;
const SERVER = [fileURLToPath(new URL('../uploads/server.js', import.meta.url))];
const HEADINGS = ['upload', 'answer', 'memory grew by MiB', 'descriptors left', 'temporary files left'];
const READERS = { '/parts': 'parts()', '/form': 'form()', '/bytes': 'bytes()' } as const;

type Row = readonly string[];

export const workload: Survey = {
  about: `Not a contest: uploads of one file over a socket to a server in its own process, read by \`parts()\`, \`form()\` and \`bytes()\`. Memory is
the highest resident size during the upload minus the one before it. An upload is sent completely, or the client goes away in the
middle, or the server is killed by \`SIGKILL\` there. For \`bytes()\` the upload breaks off after 63 MiB, which is within its limit.
It runs only on Linux.`,
  why: 'Parts are streamed, and a form keeps its files in temporary files that are unlinked as soon as they are open.',
  tables: async (isQuick) => {
    if (process.platform !== 'linux') return [];
    const size = (isQuick ? 128 : 1024) * MIB;
    const rows: Row[] = [];
    for (const [path, reader] of Object.entries(READERS)) {
      const taken = path === '/bytes' ? LARGEST_KEPT : size;
      rows.push(await used(`${reader}, whole`, path, (url) => upload(url, size)));
      rows.push(
        await used(`${reader}, broken off`, path, (url) => upload(url, taken, (sent) => sent < taken / 2)),
      );
      rows.push(await killed(`${reader}, killed`, path));
    }
    return [{ title: `uploads of ${size / MIB} MiB`, headings: HEADINGS, rows }];
  },
};

async function used(
  title: string,
  path: string,
  send: (url: string) => ReturnType<typeof upload>,
): Promise<Row> {
  await using server = await UploadServer.start(SERVER);
  const url = server.url + path;
  await upload(url, MIB);
  const before = await server.settledUsage(await server.usage());
  const answer = await send(url);
  const after = await server.settledUsage(before);
  const growth = (after.peak - before.resident) / MIB;
  const descriptors = after.descriptors - before.descriptors;
  return [
    title,
    `${answer?.status ?? 'none'}`,
    growth.toFixed(1),
    String(descriptors),
    String(after.temporary),
  ];
}

async function killed(title: string, path: string): Promise<Row> {
  await using server = await UploadServer.start(SERVER);
  let left: Promise<number> | undefined;
  await upload(server.url + path, LARGEST_KEPT, (sent) => {
    if (sent > LARGEST_KEPT / 2) left ??= server.kill();
    return true;
  });
  return [title, 'none', '–', '–', String(await left)];
}
