/**
 * Formats a report as a page.
 *
 * @module
 */
import { escapeHtml } from '../../exceptions/escape-html.ts';
import type { HeaderList } from '../../wsgi/contract.ts';
import type { DescribedError } from './described-error.ts';
import type { ErrorReport } from './error-report.ts';
import { type FrameRun, framesInRuns } from './frame-runs.ts';
import { REPORT_SCRIPT, REPORT_STYLE } from './report-style.ts';
import { foldedName, reportText } from './report-text.ts';
import type { SourceLine } from './source-excerpt.ts';
import type { StackFrame } from './stack-frames.ts';

/**
 * The report as HTML. All it can do is copy its own text: there is no console, and it gives no access to the
 * process.
 *
 * @param nonce the nonce by which the page's Content-Security-Policy allows its style and its script.
 */
export function reportPage(report: ErrorReport, nonce: string): string {
  const { status, title, method, url, errors, facts, fields } = report;
  const [first, ...reasons] = errors;
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(`${first.name}: ${first.message.slice(0, 100)}`)}</title>
<style nonce="${nonce}">${REPORT_STYLE}</style>
<header>
<p class="status"><strong>${escapeHtml(`${status} ${title}`)}</strong> ${escapeHtml(`${method} ${url}`)}</p>
<h1><span class="name">${escapeHtml(first.name)}</span>${escapeHtml(first.message)}</h1>
<button type="button" hidden>Copy as text</button>
</header>
<main>
<section aria-label="Stack">
<h2>Stack</h2>
${framesHtml(first.frames)}
</section>
${reasons.map(reasonHtml).join('')}<section aria-label="Request">
<h2>Request</h2>
${tableHtml('Header fields of the request, without secrets', fields)}
</section>
<section aria-label="Circumstances">
<h2>Circumstances</h2>
${tableHtml('Where and when', facts)}
</section>
<section aria-label="As text">
<h2>As text</h2>
<details class="text"><summary>All of this as text</summary><pre id="text">${escapeHtml(reportText(report))}</pre></details>
</section>
<footer>
<p>This page is for the developer: it is shown to this machine alone, and not in production. To look into values, start
node with <code>--inspect</code> and open <code>chrome://inspect</code>.</p>
</footer>
</main>
<script nonce="${nonce}">${REPORT_SCRIPT}</script>
</html>
`;
}

function reasonHtml({ relation, name, message, frames }: DescribedError): string {
  return `<section>
<h2><span class="relation">${escapeHtml(relation)}</span>${escapeHtml(`${name}: ${message}`)}</h2>
${framesHtml(frames)}
</section>
`;
}

function framesHtml(frames: readonly StackFrame[]): string {
  if (frames.length === 0) return '<p>There is no stack.</p>';
  const first = frames.find(({ excerpt }) => excerpt.length > 0);
  return `<ol class="frames">\n${framesInRuns(frames)
    .map((run) =>
      run.isOwn ? run.frames.map((frame) => ownHtml(frame, frame === first)).join('') : foldedHtml(run),
    )
    .join('')}</ol>`;
}

function ownHtml(frame: StackFrame, isOpen: boolean): string {
  const call = callHtml(frame);
  if (frame.excerpt.length === 0) return `<li><div class="call">${call}</div></li>\n`;
  const lines = frame.excerpt.map(lineHtml).join('');
  return `<li><details${isOpen ? ' open' : ''}><summary>${call}</summary><pre tabindex="0">${lines}</pre></details></li>\n`;
}

function callHtml({ name, location }: StackFrame): string {
  const what = `<code class="what">${escapeHtml(name ?? '<anonymous>')}</code>`;
  return `${what} <code class="where">${escapeHtml(location)}</code>`;
}

function lineHtml({ number, text, isHere }: SourceLine): string {
  const mark = isHere ? '&gt; ' : '';
  return `<span class="line${isHere ? ' here' : ''}"><span class="number">${mark}${number}</span>${escapeHtml(text)}</span>`;
}

function foldedHtml({ frames }: FrameRun): string {
  const items = frames.map(({ name, location }) => {
    return `<li><code>${escapeHtml(name === undefined ? location : `${name} (${location})`)}</code></li>\n`;
  });
  return `<li class="folded"><details><summary>${foldedName(frames.length)}</summary><ol>\n${items.join('')}</ol></details></li>\n`;
}

function tableHtml(caption: string, fields: HeaderList): string {
  const rows = fields.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>\n`,
  );
  return `<table aria-label="${escapeHtml(caption)}">\n${rows.join('')}</table>`;
}
