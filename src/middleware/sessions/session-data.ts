/**
 * The contents of a session, and what has changed since it was saved.
 *
 * @module
 */
import { kindOf } from '../../wsgi/kind-of.ts';
import type { SessionChanges } from './session-store.ts';
import { OWN } from './session-value.ts';

/** The saved state of a session. */
export interface Saved {
  readonly id: string;
  readonly value: string;
  /** `undefined` if other requests may have changed it in the meantime. */
  readonly version?: string | undefined;
  /** How many seconds ago it was last used, if known. */
  readonly idle: number;
}

const TIME_LENGTH = 14;

/** The content of a session during a request. */
export class SessionData {
  /** In milliseconds. */
  readonly createdAt: number;
  /** `undefined` if nothing of it has been saved. */
  saved: Saved | undefined;
  /** Whether it was ended during this request. */
  hasEnded = false;
  readonly #makeId: () => string;
  #id: string | undefined;
  readonly #values: Map<string, unknown>;
  /** The last saved JSON of all keys that may have changed since. */
  readonly #before = new Map<string, string | undefined>();
  #messages = 0;

  constructor(makeId: () => string, createdAt: number, values = new Map<string, unknown>(), saved?: Saved) {
    this.#makeId = makeId;
    this.createdAt = createdAt;
    this.#values = values;
    this.saved = saved;
    this.#id = saved?.id;
  }

  get id(): string {
    this.#id ??= this.#makeId();
    return this.#id;
  }

  /** Whether it has a different id than the one under which it was saved. */
  get isRenewed(): boolean {
    return this.saved !== undefined && this.saved.id !== this.#id;
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  renew(): void {
    this.#id = undefined;
  }

  /** Starts over, as if nothing had been saved. */
  restart(): void {
    this.saved = undefined;
    this.#id = undefined;
    this.#before.clear();
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get(key: string): unknown {
    const value = this.#values.get(key);
    if (typeof value === 'object' && value !== null) this.#note(key);
    return value;
  }

  set(key: string, value: unknown): void {
    if (textOf(value) === undefined) {
      throw new TypeError(`the session cannot keep ${kindOf(value)} as ${key}: give what JSON can write`);
    }
    this.#note(key);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    this.#note(key);
    return this.#values.delete(key);
  }

  /** All keys, including our own. */
  keys(): string[] {
    return [...this.#values.keys()];
  }

  *entries(): Generator<[string, unknown]> {
    for (const key of this.keys()) {
      if (!key.startsWith(OWN)) yield [key, this.get(key)];
    }
  }

  /** All values, including our own. */
  values(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }

  /** Each message has its own key, so that concurrent requests lose none. */
  addMessage(name: string, message: string): void {
    const { randomUUID } = process.getBuiltinModule('node:crypto');
    const order = `${String(Date.now()).padStart(TIME_LENGTH, '0')}${String(this.#messages++).padStart(3, '0')}`;
    this.set(`${messagesOf(name)}${order}${randomUUID()}`, message);
  }

  /** Returns the messages of a name, and removes them. */
  takeMessages(name: string): string[] {
    const prefix = messagesOf(name);
    const keys = this.keys().filter((key) => key.startsWith(prefix));
    return keys.sort().map((key) => {
      const message = String(this.get(key));
      this.delete(key);
      return message;
    });
  }

  /** What is to be saved. */
  changes(): SessionChanges {
    const changes = new Map<string, string | undefined>();
    for (const [key, before] of this.#before) {
      const text = this.#textAt(key);
      if (text !== before) changes.set(key, text);
    }
    return changes;
  }

  /** Records that changes have been saved. */
  wasSaved(saved: Saved, changes: SessionChanges): void {
    this.saved = saved;
    for (const [key, text] of changes) this.#before.set(key, text);
  }

  #note(key: string): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#textAt(key));
  }

  #textAt(key: string): string | undefined {
    return textOf(this.#values.get(key));
  }
}

function messagesOf(name: string): string {
  return `${OWN}flash:${encodeURIComponent(name)}:`;
}

/** The JSON of a value; `undefined` if it has none. */
function textOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}
