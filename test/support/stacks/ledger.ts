/** Counts resources: after an exchange, each has ended exactly once. */
export class Ledger {
  readonly #counts = new Map<string, number>();
  readonly #lists: (() => readonly unknown[])[] = [];

  /** Opens a resource; returns the function to call when it ends. */
  open(what: string): () => void {
    const key = `${what} (${this.#counts.size + 1})`;
    this.#counts.set(key, 0);
    return () => void this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** A list that must be empty at the end. */
  watch(list: () => readonly unknown[]): void {
    this.#lists.push(list);
  }

  /** The resources that have not ended, or have ended more than once. */
  get faults(): string[] {
    const ends = [...this.#counts].filter(([, count]) => count !== 1);
    const left = this.#lists.flatMap((list) => list().map(() => 'something is still listed'));
    return [...ends.map(([key, count]) => `${key} ended ${count} times`), ...left];
  }
}
