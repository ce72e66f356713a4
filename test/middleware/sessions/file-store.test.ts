import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileStore } from '../../../src/middleware/sessions/file-store.ts';
import { makeVersions } from '../../../src/middleware/sessions/file-versions.ts';
import { clientOf } from '../../support/session-client.ts';
import { startModule } from '../../support/session-processes.ts';
import { makeTree } from '../../support/tree.ts';
import { warningOf } from '../../support/warnings.ts';

function emptyFolder(): string {
  const tree = makeTree({});
  onTestFinished(() => tree[Symbol.dispose]());
  return tree.at('sessions');
}

describe('fileStore', () => {
  it('creates its folder with permissions for the owner only, together with a session', async () => {
    const folder = emptyFolder();
    const store = fileStore(folder);
    expect(await store.get('a')).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    await store.set('a', '{}', 60, undefined);
    const names = readdirSync(folder);
    expect(names).toHaveLength(1);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(`${folder}/${names[0]}/1`).mode & 0o777).toBe(0o600);
  });

  it('stores one file for each session', async () => {
    const folder = emptyFolder();
    const store = fileStore(folder);
    let version = await store.set('a', '{"n":0}', 60, undefined);
    for (let n = 1; n < 5; n++) version = await store.set('a', `{"n":${n}}`, 60, version);
    const [name] = readdirSync(folder);
    expect(readdirSync(`${folder}/${name}`)).toEqual(['5']);
    await store.delete('a');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('creates a session once if several processes do so at the same time', async () => {
    const store = fileStore(emptyFolder());
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, n) => store.set('a', `{"n":${n}}`, 60, undefined)),
    );
    const [version, ...others] = made.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(await store.get('a')).toMatchObject({ version });
  });

  it('removes expired and incomplete files while it creates sessions', async () => {
    const folder = emptyFolder();
    const store = fileStore(folder);
    await store.set('old', '{}', 60, undefined, 0);
    await store.set('new', '{}', 7200, undefined, 0);
    mkdirSync(`${folder}/.left`);
    mkdirSync(`${folder}/.under-way`);
    mkdirSync(`${folder}/empty`);
    utimesSync(`${folder}/.left`, 0, 0);
    utimesSync(`${folder}/.under-way`, 3600, 3600);
    await store.set('another', '{}', 60, undefined, 3_601_000);
    await expect.poll(() => existsSync(`${folder}/.left`)).toBe(false);
    await expect.poll(() => readdirSync(folder).length).toBe(4);
    expect(await store.get('new', 3_600_000)).toBeDefined();
  });

  it('reports that it cannot clean its folder', async () => {
    const folder = emptyFolder();
    mkdirSync(folder);
    writeFileSync(`${folder}/no-folder`, '');
    const warning = await warningOf(() => fileStore(folder).set('a', '{}', 60, undefined));
    expect(String(warning)).toContain('the folder of fileStore could not be cleared: Error: ENOTDIR');
  });

  it('fails if the folder is unusable', async () => {
    const folder = emptyFolder();
    writeFileSync(folder, '');
    chmodSync(folder, 0o600);
    await expect(fileStore(folder).get('a')).rejects.toThrow('ENOTDIR');
    await expect(fileStore(folder).set('a', '{}', 60, undefined)).rejects.toThrow('ENOTDIR');
  });

  it.each([
    [undefined, undefined, 'fileStore takes the path of a folder, not undefined'],
    ['', undefined, "fileStore takes the path of a folder, not ''"],
    ['x', { mode: 1 }, 'unknown option of fileStore: mode'],
  ])('refuses %j with %j', (folder, options, message) => {
    expect(() => fileStore(folder as string, options as never)).toThrow(message);
  });
});

describe('a session in a file', () => {
  it('is either the old or the new one if a process is killed during a write', {
    timeout: 60_000,
  }, async () => {
    const folder = emptyFolder();
    const client = clientOf(fileStore(folder));
    await client.ask((session) => session.set('n', 0));
    for (const lines of [20, 33]) {
      await using counter = startModule('session-files.ts', { FOLDER: folder, COOKIE: client.cookie });
      let answered = 0;
      for (let i = 0; i < lines; i++) answered = Number(await counter.line());
      await counter.kill();
      for (let said = await counter.line(); said !== undefined; said = await counter.line()) {
        answered = Number(said);
      }
      const { value } = await client.ask((session) => ({ n: session.get('n'), fill: session.get('fill') }));
      const { n, fill } = Object(value);
      expect([answered, answered + 1]).toContain(n);
      expect(fill).toBe(String(n).repeat(100_000));
    }
    await client.ask((session) => session.set('n', 'still here'));
    expect((await client.ask((session) => session.get('n'))).value).toBe('still here');
  });
});

describe('versions of a value', () => {
  async function made() {
    const folder = emptyFolder();
    const versions = makeVersions(folder, 'a');
    await versions.make('0', 1000);
    const first = await versions.read();
    if (!first) throw new Error('nothing was made');
    return { folder, versions, first };
  }

  it('are replaced by only one of several concurrent writers', async () => {
    const { versions, first } = await made();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => versions.replace(first, `${n}`, 1000)),
    );
    const [version, ...others] = all.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(await versions.read()).toMatchObject({ version, end: 1000 });
  });

  it('are not replaced if a later one exists, even if the number is free again', async () => {
    const { versions, first } = await made();
    await versions.replace(first, '1', 1000);
    const second = await versions.read();
    if (second) await versions.replace(second, '2', 1000);
    expect(await versions.replace(first, 'late', 1000)).toBeUndefined();
    expect(await versions.read()).toMatchObject({ value: '2' });
  });

  it('are neither replaced nor touched if they were removed', async () => {
    const { versions, first } = await made();
    await versions.remove();
    expect(await versions.replace(first, '1', 1000)).toBeUndefined();
    expect(await versions.touch(first, 2000)).toBe(false);
  });

  it('can be touched after they were replaced', async () => {
    const { versions, first } = await made();
    await versions.replace(first, '1', 1000);
    expect(await versions.touch(first, 2000)).toBe(true);
    expect(await versions.read()).toMatchObject({ value: '1', end: 1000 });
  });

  it('that cannot be read are an error', async () => {
    const { folder, versions } = await made();
    symlinkSync('nowhere', `${folder}/a/2`);
    await expect(versions.read()).rejects.toThrow('the last file of ');
  });

  it('can be read while others replace them', async () => {
    const { versions } = await made();
    let isWriting = true;
    const writing = (async () => {
      for (let n = 1; n <= 100; n++) {
        const current = await versions.read();
        if (current) await versions.replace(current, String(n), 1000);
      }
      isWriting = false;
    })();
    let last = 0;
    while (isWriting) {
      const read = Number((await versions.read())?.value);
      expect(read).toBeGreaterThanOrEqual(last);
      last = read;
    }
    await writing;
  });
});
