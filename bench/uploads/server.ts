/**
 * A server that accepts uploads in every supported way, and reports its resource use to its parent process.
 *
 * @module
 */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { HTTPNotFound, type Request, Upload, wsgify } from 'wheatpaste';
import { serve } from 'wheatpaste/node';

/** The system resources of the server. */
export interface Usage {
  /** Memory in bytes: the current amount, and the maximum so far. */
  readonly resident: number;
  readonly peak: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** Files in the temporary folder. */
  readonly temporary: number;
}

const KIB = 1024;

/** By path. Each returns the number of bytes of files that it has read. */
const readers: Readonly<Record<string, (request: Request) => Promise<number>>> = {
  async '/parts'(request) {
    let size = 0;
    for await (const part of request.parts({ maxFileSize: most(request) })) {
      for await (const chunk of part.stream()) size += chunk.length;
    }
    return size;
  },
  async '/form'(request) {
    const form = await request.form({ maxBodySize: most(request) });
    return [...form.values()].reduce((size, value) => size + (value instanceof Upload ? value.size : 0), 0);
  },
  async '/bytes'(request) {
    return (await request.bytes({ maxBodySize: most(request, 64 * KIB ** 2) })).length;
  },
};

const app = wsgify(async (request) => {
  const read = readers[request.pathInfo];
  if (!read) throw new HTTPNotFound();
  return String(await read(request));
});

/** The limit given in the query. */
function most(request: Request, otherwise = Infinity): number {
  return Number(request.query.get('most') ?? otherwise);
}

function usage(): Usage {
  return {
    resident: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * KIB,
    descriptors: readdirSync('/proc/self/fd').length,
    temporary: readdirSync(tmpdir()).length,
  };
}

process.on('message', () => process.send?.(usage()));
const { url } = await serve(app, { port: 0, errors: { write: () => {} } });
process.send?.(url);
