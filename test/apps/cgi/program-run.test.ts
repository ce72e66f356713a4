import { afterAll, describe, expect, it } from 'vitest';
import { ProgramLog } from '../../../src/apps/cgi/program-log.ts';
import { ProgramRun } from '../../../src/apps/cgi/program-run.ts';
import { text } from '../../support/bytes.ts';
import { makePrograms, until } from '../../support/cgi-programs.ts';

const programs = makePrograms({ silent: 'exec sleep 60', hello: 'echo hello' });
afterAll(() => programs[Symbol.dispose]());

function started(name: string): Promise<ProgramRun> {
  const variables = { SCRIPT_FILENAME: programs.at(name), PATH: '/bin:/usr/bin' };
  const command = { program: programs.at(name), args: [], cwd: '/', variables, hasInput: false };
  const patience = { timeout: 60_000, headTimeout: 60_000 };
  return ProgramRun.start(command, patience, new ProgramLog({ write: () => {} }, name));
}

const allGone = () => until(() => programs.running().length === 0, 'no program runs');

describe('ProgramRun', () => {
  it('cannot be finished after it was stopped, and keeps the first reason', async () => {
    const run = await started('silent');
    let count = 0;
    run.whenOver(() => count++);
    run.stop('first');
    run.stop('second');
    run.finish();
    await expect(run.next()).rejects.toBe('first');
    expect(count).toBe(1);
    await allGone();
  });

  it('cannot be stopped after it was finished', async () => {
    const run = await started('hello');
    expect(text((await run.next()) as Uint8Array)).toBe('hello\n');
    run.finish();
    run.stop('late');
    expect(await run.next()).toBeUndefined();
  });

  it('signals no process when it is stopped after all of them have ended', async () => {
    const run = await started('hello');
    await allGone();
    run.stop('late');
    await expect(run.next()).rejects.toBe('late');
  });
});
