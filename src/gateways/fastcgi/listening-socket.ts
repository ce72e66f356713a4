/**
 * Distinguishes a listening socket, as a web server passes it on, from other descriptors.
 *
 * @module
 */

/** The tables of sockets: the columns of their inodes and states, and the state of a listening one. */
const TABLES = [
  { file: '/proc/self/net/unix', inode: 6, state: 3, listens: '00010000' },
  { file: '/proc/self/net/tcp', inode: 9, state: 3, listens: '0A' },
  { file: '/proc/self/net/tcp6', inode: 9, state: 3, listens: '0A' },
] as const;

/** Where a process started by a web server should listen: at the descriptor, if that is a listening socket. */
export async function inheritedPlace(descriptor: number): Promise<{ fd?: number }> {
  return (await isListeningSocket(descriptor)) ? { fd: descriptor } : {};
}

/** Whether a descriptor is a listening socket; false if the system does not say. Linux does. */
async function isListeningSocket(descriptor: number): Promise<boolean> {
  const { readFile, readlink } = await import('node:fs/promises');
  const link = await textOf(readlink(`/proc/self/fd/${descriptor}`));
  const inode = /^socket:\[([0-9]+)\]$/.exec(link)?.[1];
  if (inode === undefined) return false;
  const listening = await Promise.all(
    TABLES.map(async (table) => {
      const lines = (await textOf(readFile(table.file, 'latin1'))).split('\n');
      const columns = lines.map((line) => line.trim().split(/\s+/));
      return columns.some((row) => row[table.inode] === inode && row[table.state] === table.listens);
    }),
  );
  return listening.includes(true);
}

/** The text, or an empty one if it cannot be read. */
function textOf(reading: Promise<string>): Promise<string> {
  return reading.catch(() => '');
}
