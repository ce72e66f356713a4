import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SeekableBody } from '../../src/body/capabilities.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';
import { serve } from '../../src/node.ts';
import { Response } from '../../src/response/response.ts';
import { needProgram } from '../support/programs.ts';

const SECONDS = 500;
const RATE = 40_000;
const CHUNK = 64 * 1024;

/** 20 MB of silence: one channel of 8 bits. */
function wav(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + SECONDS * RATE, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(SECONDS * RATE, 40);
  return Buffer.concat([head, Buffer.alloc(SECONDS * RATE, 0x80)]);
}

const PAGE = `<!doctype html><audio src="/audio" preload="metadata"></audio><script>
  const audio = document.querySelector('audio');
  const report = (result) => fetch('/report', { method: 'POST', body: JSON.stringify(result) });
  audio.onerror = () => report({ error: audio.error.message });
  audio.onloadedmetadata = () => {
    audio.onseeked = () => report({ at: audio.currentTime, of: audio.duration });
    audio.currentTime = 400;
  };
</script>`;

describe('a browser', () => {
  it('seeks in an audio file of 20 MB without reading all of it', async (context) => {
    const program = needProgram(context, 'chromium', 'chromium-browser', 'google-chrome');
    const whole = wav();
    const starts: number[] = [];
    let sent = 0;
    async function* read(start: number, stop: number) {
      starts.push(start);
      for (let at = start; at < stop; at += CHUNK) {
        const chunk = whole.subarray(at, Math.min(at + CHUNK, stop));
        sent += chunk.length;
        yield chunk;
      }
    }
    const audio = (): SeekableBody => ({ range: read, [Symbol.asyncIterator]: () => read(0, whole.length) });

    let report: (result: unknown) => void = () => {};
    const reported = new Promise<unknown>((resolve) => {
      report = resolve;
    });
    const app = wsgify(async (request) => {
      if (request.path === '/report') report(await request.json());
      if (request.path !== '/audio') return new Response(PAGE);
      const init = {
        contentType: 'audio/wav',
        contentLength: whole.length,
        acceptRanges: ['bytes'],
        etag: 'v1',
      };
      return new Response(audio(), { ...init, conditionalResponse: true });
    });
    await using server = await serve(app, { port: 0, closeTimeout: 100 });
    const folder = await mkdtemp(path.join(tmpdir(), 'wheatpaste-'));
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      `--user-data-dir=${folder}`,
    ];
    const browser = spawn(program, [...options, server.url], { stdio: 'ignore' });
    const ended = new Promise((resolve) => browser.once('exit', resolve));
    try {
      expect(await Promise.race([reported, ended])).toEqual({ at: 400, of: SECONDS });
      expect(starts.some((start) => start > 399 * RATE)).toBe(true);
      expect(sent).toBeLessThan(whole.length);
    } finally {
      browser.kill();
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
