/** Increments a counter in a large session in a folder, and prints each saved value. */
import { fileStore } from '../../src/middleware/sessions/file-store.ts';
import { clientOf } from './session-client.ts';

const { FOLDER: folder = '', COOKIE: cookie = '' } = process.env;
const client = clientOf(fileStore(folder));
client.cookie = cookie;
for (;;) {
  const { value } = await client.ask((session) => {
    const n = Number(session.get('n')) + 1;
    session.set('n', n);
    session.set('fill', String(n).repeat(100_000));
    return n;
  });
  console.log(value);
}
