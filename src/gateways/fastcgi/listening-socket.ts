/**
 * Telling a socket that listens, as a web server hands it over, from any other descriptor.
 *
 * @module
 */

/** Tables of sockets: in which columns their inodes and states stand, and the state of one that listens. */
const TABLES = [
  { file: '/proc/self/net/unix', inode: 6, state: 3, listens: '00010000' },
  { file: '/proc/self/net/tcp', inode: 9, state: 3, listens: '0A' },
  { file: '/proc/self/net/tcp6', inode: 9, state: 3, listens: '0A' },
] as const;

/** Where a web server that has started the process has it listen: at a descriptor, if that is a socket that listens. */
export async function inheritedPlace(descriptor: number): Promise<{ fd?: number }> {
  return (await isListeningSocket(descriptor)) ? { fd: descriptor } : {};
}

/** Whether a descriptor is a socket that listens; false where the system does not tell, as Linux does. */
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

/** A text, or none where it cannot be read. */
function textOf(reading: Promise<string>): Promise<string> {
  return reading.catch(() => '');
}
