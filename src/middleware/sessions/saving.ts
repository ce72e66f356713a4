/**
 * Saves a session that other requests may be changing or ending.
 *
 * @module
 */
import type { Saved, SessionData } from './session-data.ts';
import type { SessionChanges } from './session-store.ts';
import { ENDED, emptyValue, isEmptyValue, mergeValue, parseValue } from './session-value.ts';
import type { TimedStore } from './timed-store.ts';

/** Seconds for which an ended session is remembered as such, in case it is not deleted. */
const ENDED_TTL = 60;
/** The longest wait before another attempt, in milliseconds. */
const LONGEST_PAUSE = 32;
const MOST_IDS = 3;

type Current = Pick<Saved, 'value' | 'version'>;

/** Saves the changes of a session once. */
export class Saving {
  readonly #store: TimedStore;
  readonly #data: SessionData;
  readonly #ttl: number;
  readonly #changes: SessionChanges;
  #pause = 1;

  /** @param ttl the seconds for which the session stays. */
  constructor(store: TimedStore, data: SessionData, ttl: number) {
    this.#store = store;
    this.#data = data;
    this.#ttl = ttl;
    this.#changes = data.changes();
  }

  get hasChanges(): boolean {
    return this.#changes.size > 0;
  }

  /** Saves a new session. */
  async create(): Promise<void> {
    const value = this.#changed();
    for (let tries = 0; tries < MOST_IDS; tries++) {
      const { id } = this.#data;
      const version = await this.#store.set(id, value, this.#ttl, undefined);
      if (version !== undefined) return this.#wasSaved(id, value, version);
      this.#data.renew();
    }
    throw new Error('there is no new id for a session: genId must give a different one each time');
  }

  /** Writes the changes to an existing session. A session without content ends, and one that has ended stays so. */
  async write({ id, ...saved }: Saved): Promise<void> {
    const isMerged = this.#data.isEmpty ? undefined : await this.#store.merge(id, this.#changes, this.#ttl);
    if (isMerged) return this.#wasSaved(id, saved.value);
    let current: Current | undefined = isMerged === undefined ? saved : undefined;
    while (current) {
      const { version } = current;
      if (version !== undefined && (await this.#fits(id, this.#changed(current), version))) return;
      current = await this.#again(id);
    }
    this.#data.hasEnded = true;
  }

  /**
   * Saves a session under its new id, and ends the old one. The new one comes first, so that a failure loses
   * nothing. If the old session was ended in the meantime, the new one gets nothing from it.
   */
  async move({ id: oldId, ...saved }: Saved): Promise<void> {
    const { id } = this.#data;
    let current: Current | undefined = saved;
    let version: string | undefined;
    for (;;) {
      const value = this.#changed(current);
      version = await this.#store.set(id, value, this.#ttl, version);
      if (!current && isEmptyValue(value)) {
        this.#data.hasEnded = true;
        return await this.#store.delete(id);
      }
      if (!current || (await this.#ends(oldId, current.version))) return this.#wasSaved(id, value, version);
      current = await this.#again(oldId);
    }
  }

  /** Whether a value could replace a version. */
  async #fits(id: string, value: string, expected: string): Promise<boolean> {
    if (isEmptyValue(value)) {
      if (!(await this.#ends(id, expected))) return false;
      this.#data.restart();
      return true;
    }
    const version = await this.#store.set(id, value, this.#ttl, expected);
    if (version !== undefined) this.#wasSaved(id, value, version);
    return version !== undefined;
  }

  /** Whether a session could be ended that nobody else has changed: later requests find that it has ended. */
  async #ends(id: string, version: string | undefined): Promise<boolean> {
    if (version === undefined || (await this.#store.set(id, ENDED, ENDED_TTL, version)) === undefined) {
      return false;
    }
    await this.#store.delete(id);
    return true;
  }

  /** The current state, after a pause. */
  async #again(id: string): Promise<Current | undefined> {
    await this.#store.pause(this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    const found = await this.#store.get(id);
    return found && parseValue(found.value) ? found : undefined;
  }

  #changed(current?: Current): string {
    return mergeValue(current?.value ?? emptyValue(this.#data.createdAt), this.#changes);
  }

  #wasSaved(id: string, value: string, version?: string): void {
    this.#data.wasSaved({ id, value, version, idle: 0 }, this.#changes);
  }
}
