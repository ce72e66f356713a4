import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { memoryStore } from '../../../src/middleware/sessions/memory-store.ts';
import { session } from '../../../src/middleware/sessions/session.ts';
import { sessionOf } from '../../../src/middleware/sessions/session-of.ts';
import { Request } from '../../../src/request/request.ts';

describe('sessionOf', () => {
  it('requires a middleware outside', async () => {
    await expect(sessionOf(Request.blank('/'))).rejects.toThrow(
      'there is no session: put session or cookieSession around the application',
    );
  });

  it('returns the same session each time', async () => {
    const app = session({ store: memoryStore() })(
      wsgify(async (request) =>
        String((await sessionOf(request)) === (await sessionOf(request.with({ method: 'PUT' })))),
      ),
    );
    expect(await (await Request.blank('/').send(app)).text()).toBe('true');
  });

  it('returns the session of the innermost middleware', async () => {
    const inner = session({ store: memoryStore(), cookie: { name: 'inner' } });
    const app = session({ store: memoryStore() })(
      inner(wsgify(async (request) => (await sessionOf(request)).set('a', 1) ?? 'done')),
    );
    const cookies = (await Request.blank('/').send(app)).headers.getSetCookie();
    expect(cookies.map((one) => one.split('=')[0])).toEqual(['inner']);
  });
});
