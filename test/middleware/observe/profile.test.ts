import type { Profiler } from 'node:inspector';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wsgify } from '../../../src/index.ts';
import { type ProfileOptions, profile } from '../../../src/middleware/observe/profile.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { bytes } from '../../support/bytes.ts';
import { happening } from '../../support/raw.ts';
import { exchangeOver } from '../../support/wires.ts';

afterEach(() => vi.unstubAllEnvs());

function profiling(options: Partial<ProfileOptions> = {}) {
  const profiles: { profile: Profiler.Profile; path: string }[] = [];
  const middleware = profile({
    when: (request) => request.query.has('profile'),
    write: (measured, request) => profiles.push({ profile: measured, path: request.path }),
    ...options,
  });
  return { middleware, profiles };
}

/** A value in a profile. */
function busyWork(): string {
  const begun = process.cpuUsage();
  let sum = 0;
  while (process.cpuUsage(begun).user < 50_000) sum += Math.sqrt(sum + 1);
  return String(sum > 0);
}

describe('profile', () => {
  it('records the functions that ran', async () => {
    const { middleware, profiles } = profiling();
    await exchangeOver(middleware(wsgify(busyWork)), { PATH_INFO: '/a', QUERY_STRING: 'profile' }).run();
    expect(profiles.map(({ path }) => path)).toEqual(['/a']);
    const names = profiles[0]?.profile.nodes.map(({ callFrame }) => callFrame.functionName);
    expect(names).toContain('busyWork');
  });

  it('ignores requests that are not selected, and everything in production', async () => {
    const { middleware, profiles } = profiling();
    const app = middleware(wsgify(() => 'Hello'));
    await exchangeOver(app).run();
    vi.stubEnv('NODE_ENV', 'production');
    await exchangeOver(app, { QUERY_STRING: 'profile' }).run();
    expect(profiles).toEqual([]);
  });

  it('includes the body, and records one profile at a time', async () => {
    const { middleware, profiles } = profiling();
    const over = happening();
    const app: Application = (_, start) => {
      start('200 OK', []);
      return (async function* () {
        yield bytes('a');
        await over.promise;
      })();
    };
    const first = exchangeOver(middleware(app), { PATH_INFO: '/first', QUERY_STRING: 'profile' }).run();
    await new Promise(setImmediate);
    over.happen();
    await exchangeOver(middleware(app), { PATH_INFO: '/second', QUERY_STRING: 'profile' }).run();
    await first;
    await exchangeOver(middleware(app), { PATH_INFO: '/third', QUERY_STRING: 'profile' }).run();
    expect(profiles.map(({ path }) => path)).toEqual(['/first', '/third']);
  });

  it.each<[what: string, write: ProfileOptions['write']]>([
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('does not affect the response if write %s', async (_what, write) => {
    const { middleware } = profiling({ write });
    const { run, wire, reported } = exchangeOver(middleware(wsgify(() => 'Hello')), {
      QUERY_STRING: 'profile',
    });
    await run();
    expect(wire.calls.at(-1)).toBe('end Hello');
    await expect.poll(() => reported).toEqual(['Error: full']);
  });

  it.each<[options: object, message: string]>([
    [{ when: () => true }, 'profile takes when(request) and write(profile, request)'],
    [{ write: () => {} }, 'profile takes when(request) and write(profile, request)'],
    [{ wen: () => true }, 'unknown option of profile: wen; did you mean when?'],
  ])('refuses %j', (options, message) => {
    expect(() => profile(options as ProfileOptions)).toThrow(new TypeError(message));
  });
});
