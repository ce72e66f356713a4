import { describe, expect, it } from 'vitest';
import { ProgramLog } from '../../../src/apps/cgi/program-log.ts';
import { bytes } from '../../support/bytes.ts';

function logged(use: (log: ProgramLog) => void): string {
  const messages: string[] = [];
  use(new ProgramLog({ write: (message) => messages.push(message) }, '/p'));
  return messages.join('');
}

describe('ProgramLog', () => {
  it("writes line by line, with the program's name", () => {
    const text = logged((log) => {
      for (const part of ['on', 'e\ntwo\n\nthr', 'ee']) log.add(bytes(part));
      log.note('noted');
      log.end();
      log.end();
    });
    expect(text).toBe('/p: one\n/p: two\n/p: \n/p: noted\n/p: three\n');
  });

  it('decodes characters that are split between chunks', () => {
    expect(
      logged((log) => {
        log.add(new Uint8Array([0xc3]));
        log.add(new Uint8Array([0xa9, 0x0a]));
      }),
    ).toBe('/p: é\n');
  });

  it('breaks long lines, even if they never end', () => {
    const text = logged((log) => {
      log.add(bytes('x'.repeat(5000)));
      log.add(bytes(`${'y'.repeat(9000)}\n`));
    });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe('/p: '.length + 4096);
    expect(text.replaceAll(/\n?\/p: |\n/g, '')).toBe('x'.repeat(5000) + 'y'.repeat(9000));
  });

  it('stops at a limit, and says that output was omitted', () => {
    const text = logged((log) => {
      log.add(bytes('a line\n'.repeat(100_000)));
      log.add(bytes('another\n'));
      log.add(bytes('z'.repeat(100_000)));
      log.end();
      log.note('still noted');
    });
    expect(text.length).toBeLessThan(600_000);
    expect(text).toMatch(/\/p: the rest of its output is omitted\n\/p: still noted\n$/);
  });

  it('survives a log that throws', () => {
    const failing = { write: () => Promise.reject(new Error('full')) };
    expect(() => new ProgramLog(failing, '/p').note('x')).not.toThrow();
  });
});
