/** The core in workerd: forms, codings, cookies and preconditions, through `wheatpaste` alone. */
import { Response, wsgify } from 'wheatpaste';

const app = wsgify(async (request) => {
  const form = await request.decoded().form();
  const file = form.get('file');
  const seen = {
    name: form.get('name'),
    file: typeof file === 'object' ? await file.text() : file,
    theme: request.cookies.get('theme'),
  };
  return Response.json(seen, { etag: 'v1', conditionalResponse: true });
});

async function answers(): Promise<unknown[]> {
  const cookies = { theme: 'dark' };
  const urlencoded = await app.post('/', { name: 'Jürgen' }, { cookies });
  const multipart = await app.post('/', { name: 'a', file: new File(['bytes'], 'a.txt') });
  const coded = new Response('name=packed');
  await coded.encodeContent('gzip');
  const unpacked = await app.request('/', {
    method: 'POST',
    contentType: 'application/x-www-form-urlencoded',
    headers: { 'Content-Encoding': 'gzip' },
    body: await coded.bytes(),
  });
  const unchanged = await app.get('/', { ifNoneMatch: '"v1"' });
  return [await urlencoded.json(), await multipart.json(), await unpacked.json(), unchanged.status];
}

const EXPECTED = [{ name: 'Jürgen', theme: 'dark' }, { name: 'a', file: 'bytes' }, { name: 'packed' }, 304];

/** The test that `workerd test` runs. */
export const worker = {
  async test(): Promise<void> {
    const given = JSON.stringify(await answers());
    if (given !== JSON.stringify(EXPECTED)) throw new Error(`the worker gives ${given}`);
    console.log(given);
  },
};
