/**
 * What it costs to stand behind nginx.
 *
 * @module
 */

import { startWebServer } from '../../examples/everywhere/web-servers.ts';
import { type Backend, cpuOf, ours, phpFpm, webob } from '../backends/processes.ts';
import { type Survey, standing } from '../harness.ts';
import { load } from '../served.ts';
import type { Table } from '../table.ts';

/** Who answers, and how nginx asks it. */
interface Contestant {
  readonly name: string;
  readonly backend: Backend | undefined;
  /** nginx's directives, for a backend whose connections are kept under its key, or for a port. */
  readonly directives: (upstream: string, place: string) => string;
}

const FASTCGI = (upstream: string) =>
  `include /etc/nginx/fastcgi_params; fastcgi_keep_conn on; fastcgi_pass ${upstream};`;

export const workload: Survey = {
  about: `A page of 13 bytes through one nginx, which calls us by FastCGI, SCGI and HTTP, and other servers that users put there: php-fpm with
a page in PHP, and Python's servers with WebOb. nginx keeps its connections where the protocol permits: by FastCGI, and by HTTP to
us. It is loaded over 32 keep-alive connections. The figures are µs of CPU time per request: of the backend with all its processes,
of nginx itself, and of both. It runs only on Linux, and with the Debian packages \`nginx-light\`, \`php-fpm\`, \`uwsgi-plugin-python3\`,
\`gunicorn\` and \`python3-webob\`; contestants whose package is missing are left out.`,
  why: 'By FastCGI a request is a few records in one read, and its response a single write; by SCGI each request is a separate connection.',
  tables: async (isQuick) => {
    if (process.platform !== 'linux') return [];
    const [rounds, milliseconds] = isQuick ? [3, 500] : [15, 1000];
    const php = await phpFpm();
    const script = php ? `fastcgi_param SCRIPT_FILENAME ${php.script};` : '';
    const http = await ours('http');
    const contestants: readonly Contestant[] = [
      { name: 'wheatpaste, FastCGI', backend: await ours('fastcgi'), directives: FASTCGI },
      {
        name: 'wheatpaste, SCGI',
        backend: await ours('scgi'),
        directives: (_, place) => `include /etc/nginx/scgi_params; scgi_pass ${place};`,
      },
      {
        name: 'wheatpaste, HTTP',
        backend: http,
        directives: (upstream) =>
          `proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://${upstream};`,
      },
      {
        name: 'wheatpaste, HTTP with a connection for each request',
        backend: http,
        directives: (_, place) => `proxy_pass http://${place};`,
      },
      { name: 'php-fpm, FastCGI', backend: php, directives: (upstream) => script + FASTCGI(upstream) },
      {
        name: 'php-fpm, FastCGI with a connection for each request',
        backend: php,
        directives: (_, place) => `${script} include /etc/nginx/fastcgi_params; fastcgi_pass ${place};`,
      },
      {
        name: 'uwsgi with WebOb',
        backend: await webob('uwsgi'),
        directives: (_, place) => `include /etc/nginx/uwsgi_params; uwsgi_pass ${place};`,
      },
      {
        name: 'gunicorn with WebOb',
        backend: await webob('gunicorn'),
        directives: (_, place) => `proxy_pass http://${place};`,
      },
    ];
    try {
      return [await compared(contestants, rounds, milliseconds)];
    } finally {
      for (const { backend } of contestants) await backend?.[Symbol.asyncDispose]();
    }
  },
};

async function compared(
  contestants: readonly Contestant[],
  rounds: number,
  milliseconds: number,
): Promise<Table> {
  const present = contestants.filter((one): one is Present => one.backend !== undefined);
  const place = ({ backend }: Present) => `127.0.0.1:${backend.port}`;
  await using nginx = await startWebServer(
    'nginx',
    () => present.map((one, i) => `location /${i} { ${one.directives(`kept${i}`, place(one))} }`).join('\n'),
    present.map((one, i) => `upstream kept${i} { server ${place(one)}; keepalive 32; }`).join('\n'),
  );
  const { port, host } = new URL(nginx.url);
  const ask = (i: number, time: number) =>
    load({ port: Number(port), request: `GET /${i} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, milliseconds: time });
  const times = present.map(() => ({ behind: [] as number[], nginx: [] as number[], both: [] as number[] }));
  for (const i of present.keys()) await ask(i, milliseconds * WARM_UP);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { backend }] of present.entries()) {
      const before = [cpuOf(backend.pid), cpuOf(nginx.pid)] as const;
      const requests = await ask(i, milliseconds);
      const behind = ((cpuOf(backend.pid) - before[0]) * 1000) / requests;
      const own = ((cpuOf(nginx.pid) - before[1]) * 1000) / requests;
      times[i]?.behind.push(behind);
      times[i]?.nginx.push(own);
      times[i]?.both.push(behind + own);
    }
  }
  const results = present.map(({ name }, i) => {
    const of = times[i] ?? { behind: [], nginx: [], both: [] };
    return {
      name,
      behind: standing(name, of.behind),
      nginx: standing(name, of.nginx),
      both: standing(name, of.both),
    };
  });
  const first = results.find(({ name }) => name === BASELINE)?.both.median ?? Number.NaN;
  const rows = results
    .sort((a, b) => a.both.median - b.both.median)
    .map(({ name, behind, nginx, both }) => [
      name,
      figure(behind.median),
      figure(nginx.median),
      figure(both.median),
      figure(both.spread),
      `${(both.median / first).toFixed(2)}×`,
    ]);
  return { title: 'a page through nginx', headings: HEADINGS, rows };
}

/** How many times longer than a round the first load takes. */
const WARM_UP = 3;
const BASELINE = 'wheatpaste, HTTP';
const HEADINGS = ['behind nginx', 'µs behind', 'µs of nginx', 'µs of both', '±', `to ${BASELINE}`];

interface Present extends Contestant {
  readonly backend: Backend;
}

function figure(microseconds: number): string {
  return microseconds.toFixed(1);
}
