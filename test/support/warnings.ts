import { once } from 'node:events';

/** The first warning of the process while a function runs, which is not printed. */
export async function warningOf(run: () => unknown): Promise<Error> {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  try {
    const warned = once(process, 'warning');
    await run();
    const [warning] = await warned;
    return warning;
  } finally {
    for (const printer of printers) process.on('warning', printer);
  }
}
