/**
 * Telling a socket that listens, as a web server hands it over, from any other descriptor.
 *
 * @module
 */

/** The columns of a line that has a socket's inode, and those of the state in which it listens. */
const TABLES = [
  { file: '/proc/self/net/unix', inode: 6, column: 3, listens: '00010000' },
  { file: '/proc/self/net/tcp', inode: 9, column: 3, listens: '0A' },
  { file: '/proc/self/net/tcp6', inode: 9, column: 3, listens: '0A' },
] as const;

/** Whether a descriptor is a socket that listens; false where the system does not tell, as Linux does. */
export async function isListeningSocket(descriptor: number): Promise<boolean> {
  const { readFile, readlink } = await import('node:fs/promises');
  const link = await readlink(`/proc/self/fd/${descriptor}`).catch(() => '');
  const inode = /^socket:\[([0-9]+)\]$/.exec(link)?.[1];
  if (inode === undefined) return false;
  for (const table of TABLES) {
    const lines = (await readFile(table.file, 'latin1').catch(() => '')).split('\n');
    const columns = lines.map((line) => line.trim().split(/\s+/)).find((line) => line[table.inode] === inode);
    if (columns) return columns[table.column] === table.listens;
  }
  return false;
}
