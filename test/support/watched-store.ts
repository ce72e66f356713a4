import { memoryStore } from '../../src/middleware/sessions/memory-store.ts';
import type { SessionStore } from '../../src/middleware/sessions/session-store.ts';

/** A store that records its calls, and fails or waits on demand. */
export function watched(store: SessionStore = memoryStore()) {
  const asked: string[] = [];
  const failing: { how?: () => Promise<never> } = {};
  const watching =
    <A extends readonly unknown[], R>(name: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      asked.push(name);
      return await (failing.how?.() ?? work(...args));
    };
  const { get, set, touch, delete: remove } = store;
  const through: SessionStore = {
    get: watching('get', get),
    set: watching('set', set),
    touch: watching('touch', touch),
    delete: watching('delete', remove),
  };
  return { store: through, failing, asked: () => asked.splice(0) };
}
