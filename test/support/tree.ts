import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Request, type RequestInit } from '../../src/request/request.ts';
import { percentDecode } from '../../src/url/percent-encoding.ts';
import { readAll } from '../../src/wsgi/app-iter.ts';
import { callApplication } from '../../src/wsgi/call-application.ts';
import type { Application, Environ, ToApplication } from '../../src/wsgi/contract.ts';
import { nativeFromText } from '../../src/wsgi/native-string.ts';
import { toApplication } from '../../src/wsgi/to-application.ts';

const DESCRIPTORS = '/proc/self/fd';

/** A new directory with files in it. */
export interface Tree extends Disposable {
  readonly root: string;
  /** The path of a file or directory by its name. */
  at(name: string): string;
  /**
   * The number of files and directories of this tree that the process has open, if the kernel reports it.
   */
  openCount(): number;
}

/** Creates files, by name, with the given content. */
export function makeTree(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'wheatpaste-static-')));
  const at = (name: string) => path.join(root, name);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
  }
  return {
    root,
    at,
    openCount: () => openPaths().filter((open) => open.startsWith(root)).length,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function openPaths(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(DESCRIPTORS).flatMap((descriptor) => {
    try {
      return [readlinkSync(path.join(DESCRIPTORS, descriptor))];
    } catch {
      return [];
    }
  });
}

const NOBODY = 65534;

/** Does some work as a user who is subject to permissions, unlike root. */
export async function withoutPrivileges<T>(tree: Tree, work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    for (const folder of [path.dirname(tree.root), tree.root]) {
      chmodSync(folder, statSync(folder).mode | 0o055);
    }
    process.seteuid?.(NOBODY);
  }
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

/** The response of an application, read to its end. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests a target as a gateway would: it is not normalized before it is decoded. */
export async function ask(
  app: Application | ToApplication,
  target: string,
  init: RequestInit = {},
): Promise<Answer> {
  const environ = environFor(target, init);
  const { status, headers, appIter } = await callApplication(toApplication(app), environ);
  return {
    status: Number(status.slice(0, 3)),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(await readAll(appIter)).toString(),
  };
}

export function environFor(target: string, init: RequestInit = {}): Environ {
  const [path = '', ...query] = nativeFromText(target).split('?');
  const { environ } = Request.blank('/', init);
  return {
    ...environ,
    PATH_INFO: percentDecode(path),
    QUERY_STRING: query.join('?'),
    REQUEST_URI: nativeFromText(target),
  };
}
