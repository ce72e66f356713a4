import { describe, expect, it } from 'vitest';
import { ProgramLog } from '../../../src/apps/cgi/program-log.ts';
import { bytes } from '../../support/bytes.ts';

function logged(use: (log: ProgramLog) => void): string {
  const messages: string[] = [];
  use(new ProgramLog({ write: (message) => messages.push(message) }, '/p'));
  return messages.join('');
}

describe('ProgramLog', () => {
  it('writes line by line, with the name of the program', () => {
    const text = logged((log) => {
      for (const part of ['on', 'e\ntwo\n\nthr', 'ee']) log.add(bytes(part));
      log.note('noted');
      log.end();
      log.end();
    });
    expect(text).toBe('/p: one\n/p: two\n/p: \n/p: noted\n/p: three\n');
  });

  it('decodes characters that come in two parts', () => {
    expect(
      logged((log) => {
        log.add(new Uint8Array([0xc3]));
        log.add(new Uint8Array([0xa9, 0x0a]));
      }),
    ).toBe('/p: é\n');
  });

  it('breaks long lines, also such as do not end', () => {
    const text = logged((log) => {
      log.add(bytes('x'.repeat(5000)));
      log.add(bytes(`${'y'.repeat(9000)}\n`));
    });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe('/p: '.length + 4096);
    expect(text.replaceAll(/\n?\/p: |\n/g, '')).toBe('x'.repeat(5000) + 'y'.repeat(9000));
  });

  it('says at most so much, and that there is more', () => {
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

  it('bears a log that fails', () => {
    const failing = { write: () => Promise.reject(new Error('full')) };
    expect(() => new ProgramLog(failing, '/p').note('x')).not.toThrow();
  });
});
