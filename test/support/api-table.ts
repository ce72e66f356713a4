import { readFileSync } from 'node:fs';

/** Values by their names. */
export type Named = Readonly<Record<string, unknown>>;

/** A row of an API table: a name in another library, and its counterpart here. */
export interface Row {
  readonly theirs: string;
  readonly here: string;
  readonly entry: string;
  readonly note: string;
}

/** The exports of the package's entries. */
export class KnownApi {
  readonly #entries: Readonly<Record<string, Named>>;
  readonly #instances: Named;

  /**
   * @param entries the exports of each entry; a value for a type that is not a class.
   * @param instances one of each class that has properties outside its prototype.
   */
  constructor(entries: Readonly<Record<string, Named>>, instances: Named) {
    this.#entries = entries;
    this.#instances = instances;
  }

  /** Whether an entry has `Class.member`, `Class.property.member` or a function. */
  has(here: string, entry: string): boolean {
    const [name = '', member, deeper] = here.replace('[Symbol.iterator]', '.@@iterator').split('.');
    if (!Object.hasOwn(this.#entries[entry] ?? {}, name)) return false;
    const value = this.#entries[entry]?.[name] as object & { prototype?: object };
    if (member === undefined) return true;
    const holders = [this.#instances[name], value.prototype, value].filter(
      (holder) => holder instanceof Object,
    );
    const holder = holders.find((candidate) => has(candidate, member));
    return holder !== undefined && (deeper === undefined || has((holder as Named)[member] as object, deeper));
  }
}

/** The rows below each heading that begins with a word, in a page of the documentation. */
export function readTables(page: string, library: string): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  let rows: Row[] = [];
  for (const line of readFileSync(page, 'utf8').split('\n')) {
    const title = /^## (`.*)$/.exec(line)?.[1];
    if (title?.startsWith(`\`${library}`)) {
      rows = [];
      tables.set(title, rows);
    }
    const cells = line.split('|').map((cell) => cell.trim());
    const [, theirs = '', here = '', entry = '', note = ''] = cells;
    if (cells.length === 6 && theirs.toLowerCase() !== library && theirs !== '---')
      rows.push({ theirs, here, entry, note });
  }
  return tables;
}

/** Whether the object has a member, other than those of every object or function. */
function has(object: object, member: string): boolean {
  const key = member === '@@iterator' ? Symbol.iterator : member;
  let owner: object | null = object;
  while (owner && !Object.hasOwn(owner, key)) owner = Object.getPrototypeOf(owner);
  if (owner === null || owner === Object.prototype || owner === Function.prototype) return false;
  return typeof owner !== 'function' || (member !== 'name' && member !== 'length');
}
