/**
 * Trying one of the requests: it goes through the whole site, without a network.
 */
import { Request, type Response } from 'wheatpaste';
import type { Demo } from './demos.ts';
import type { LayerReport } from './layers.ts';
import { site } from './site.ts';

/** A demo with its request, its response and the steps in between. */
export interface Tried {
  readonly demo: Demo;
  readonly sent: string;
  readonly head: string;
  readonly body: string;
  readonly reports: readonly LayerReport[];
}

/** Sends the request of a demo to the application that another request has reached, with that one's cookies. */
export async function tryOut(demo: Demo, visitor: Request): Promise<Tried> {
  const request = await Request.blank(`/demo/${demo.name}`, {
    baseUrl: visitor.applicationUrl,
    cookies: visitor.cookies,
    remoteAddr: '127.0.0.1',
    ...demo.request,
  }).buffered();
  const sent = await request.toText();
  const { response, reports } = await site.send(request);
  const fields = response.headerList.map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${response.statusLine}`, ...fields].join('\n');
  return { demo, sent, head, body: await shownBody(response), reports };
}

/** The body as text; a coded one by its size alone. */
async function shownBody(response: Response): Promise<string> {
  if (response.contentEncoding === undefined) return await response.text();
  return `(${(await response.bytes()).length} bytes of ${response.contentEncoding})`;
}
