/**
 * Sends a report in the format that the client prefers.
 *
 * @module
 */
import { Request } from '../../request/request.ts';
import { Response } from '../../response/response.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import type { ErrorReport } from './error-report.ts';
import { reportProblem } from './report-json.ts';
import { reportPage } from './report-page.ts';
import { reportText } from './report-text.ts';

type Format = (report: ErrorReport) => { contentType: string; body: string; headers?: HeaderList };

const problem: Format = (report) => ({
  contentType: 'application/problem+json',
  body: JSON.stringify(reportProblem(report)),
});

const text: Format = (report) => ({ contentType: 'text/plain', body: reportText(report) });

const page: Format = (report) => {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return {
    contentType: 'text/html',
    body: reportPage(report, nonce),
    headers: [
      ['Content-Security-Policy', policy],
      ['X-Content-Type-Options', 'nosniff'],
    ],
  };
};

/** The first wins among equally preferred formats: clients that name JSON beside everything else mean it. */
const FORMATS: Readonly<Record<string, Format>> = {
  'application/problem+json': problem,
  'application/json': problem,
  'text/html': page,
  'text/plain': text,
};

/** The response: a page, Problem Details or, for clients that name no type, plain text. */
export function reportResponse(report: ErrorReport, environ: Environ): Response {
  const { accept } = new Request(environ);
  const namesNone = [...accept].every(({ type }) => type === '*');
  const best = namesNone ? undefined : accept.best(Object.keys(FORMATS), { lenient: true });
  const { contentType, body, headers = [] } = (FORMATS[best ?? ''] ?? text)(report);
  return new Response(body, {
    status: `${report.status} ${report.title}`,
    contentType,
    headers: [...headers, ['Cache-Control', 'no-store'], ['Vary', 'Accept']],
  });
}
