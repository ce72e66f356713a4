import { type AccessLogOptions, accessLog } from '../../src/middleware/observe/access-log.ts';
import type { LogEntry } from '../../src/middleware/observe/log-entry.ts';
import type { Application, Environ } from '../../src/wsgi/contract.ts';
import { exchangeOver } from './wires.ts';

/** The time of every request. */
export const NOON = Date.UTC(2026, 10, 25, 12);

/** The entries and lines for one exchange over a wire. */
export async function logged(
  app: Application,
  options: AccessLogOptions = {},
  environ: Partial<Environ> = {},
) {
  const lines: string[] = [];
  const entries: LogEntry[] = [];
  const write = (line: string, entry: LogEntry) => {
    lines.push(line);
    entries.push(entry);
  };
  const exchange = exchangeOver(accessLog({ utc: true, now: () => NOON, write, ...options })(app), {
    REMOTE_ADDR: '192.0.2.7',
    ...environ,
  });
  await exchange.run();
  return { ...exchange, lines, entries };
}
