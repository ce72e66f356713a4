/**
 * The inspector's page.
 */
import { escapeHtml } from 'wheatpaste';
import { DEMOS } from './demos.ts';
import type { Inspection, Reading, ShownValue } from './inspection.ts';
import { type Change, codeOf, type LayerReport } from './layers.ts';
import { STYLE } from './style.ts';
import type { Tried } from './try.ts';

/** Longer lists of changes are collapsed. */
const FOLDED_FROM = 4;

type Row = readonly [name: string, value: ShownValue | unknown];

/** The page as HTML. */
export function inspectorPage(
  inspection: Inspection,
  reports: readonly LayerReport[],
  tried: Tried | undefined,
): string {
  const { request, url, query, headers, cookies, body, form, environ } = inspection;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wheatpaste: ${escapeHtml(`${request.method} ${url.path}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#try">Skip to the requests to try</a>
<header>
  <h1>wheatpaste</h1>
  <p class="request"><b>${escapeHtml(request.method ?? '')}</b> ${escapeHtml(url.url ?? '')}</p>
  <p>This is how the library read the request that fetched this page.
  Get <a href="?format=json">the same as JSON</a>, or try
  <a href="/caf%C3%A9/a%2Fb?tag=a&amp;tag=b&amp;q=100%25">a trickier URL</a>.</p>
</header>
<main>
${trySection(url.path ?? '/', tried)}
<section class="wide" id="middleware">
  <h2>Through the middleware</h2>
  <p>What each middleware did to your request on its way in and to this response on its way out, from the outermost to the innermost.</p>
  ${layerList(reports)}
</section>
${headerSection(headers)}
${section('URL', Object.entries(url))}
${section('Request', Object.entries(request))}
${section('Query', query, 'There is no query string.')}
${section('Cookies', cookies, 'The request has no cookies. Reload the page: it has set one.')}
<section class="wide" id="form">
  <h2>Form and uploads</h2>
  <form class="upload" method="post" enctype="multipart/form-data" action="${escapeHtml(url.path ?? '/')}#form">
    <label>Name <input name="name" value="Jürgen"></label>
    <label>Motto <textarea name="motto" rows="2">Paste it on the wall.</textarea></label>
    <label>Files <input type="file" name="files" multiple></label>
    <button>Send</button>
  </form>
  ${form.length > 0 ? table(form) : ''}
  ${body ? table(Object.entries(body)) : ''}
</section>
<section class="wide">
  <h2>Environ</h2>
  <details><summary>All ${Object.keys(environ).length} keys, as the application got them</summary>
  ${table(Object.entries(environ))}</details>
</section>
</main>
</body>
</html>
`;
}

function trySection(path: string, tried: Tried | undefined): string {
  const buttons = DEMOS.map(({ name, title }) => {
    const current = tried?.demo.name === name ? ' aria-current="true"' : '';
    return `<button name="try" value="${name}"${current}>${title}</button>`;
  });
  return `<section class="wide" id="try">
  <h2>Requests to try</h2>
  <p>Each passes through the entire site, like a request from a browser.</p>
  <form class="demos" action="${escapeHtml(path)}#tried">${buttons.join('\n')}</form>
  ${tried ? triedPart(tried) : ''}
</section>`;
}

function triedPart({ demo, sent, head, body, reports }: Tried): string {
  const answering = reports.find(({ isAnswer }) => isAnswer);
  return `<div class="tried" id="tried">
  <p><b>${demo.title}.</b> ${escapeHtml(demo.about)}</p>
  <div class="messages">
    <div><h3>Request</h3>${pre(sent)}</div>
    <div><h3>Response</h3>${body === '' ? '' : pre(body)}${pre(head)}</div>
    <div><h3>Code</h3>${pre(answering?.code ?? codeOf(demo.answer))}</div>
  </div>
  <h3>On the way</h3>
  ${layerList(reports)}
</div>`;
}

/** A text that scrolls, also by keyboard. */
function pre(text: string): string {
  return `<pre tabindex="0">${escapeHtml(text.replaceAll('\r\n', '\n').trimEnd())}</pre>`;
}

/** The changes by each middleware, and the names of those that changed nothing or were not reached. */
function layerList(reports: readonly LayerReport[]): string {
  const busy = reports.filter(
    ({ request, response, isAnswer }) => isAnswer || request.length + response.length > 0,
  );
  const items = busy.map(
    (report) => `<li><div><b>${report.name}</b><code>${escapeHtml(report.code)}</code></div>
      <div>${report.isAnswer ? '<span class="way">answered instead of the application</span>' : ''}
      ${changeList('request', report.request)}${changeList('response', report.response)}</div></li>`,
  );
  const idle = reports.filter((report) => !busy.includes(report));
  const nothing = namesOf(idle.filter(({ isReached }) => isReached));
  const unasked = namesOf(idle.filter(({ isReached }) => !isReached));
  return `<ol class="layers">${items.join('\n')}</ol>
  ${nothing ? `<p class="none">Unchanged by: ${nothing}.</p>` : ''}
  ${unasked ? `<p class="none">Not reached: ${unasked}, the application.</p>` : ''}`;
}

function namesOf(reports: readonly LayerReport[]): string {
  return reports.map(({ name }) => name).join(', ');
}

/** A list of changes. A long one is collapsed. */
function changeList(of: 'request' | 'response', changes: readonly Change[]): string {
  if (changes.length === 0) return '';
  const items = changes.map(({ name, before, after }) => {
    const removed = before === undefined ? '' : `<del>${escapeHtml(before)}</del> `;
    const added = after === undefined ? '' : `<ins>${escapeHtml(after)}</ins>`;
    return `<li>${escapeHtml(name)}: ${removed}${added}</li>`;
  });
  const list = `<ul>${items.join('')}</ul>`;
  if (changes.length <= FOLDED_FROM) return `<span class="way">in the ${of}</span>${list}`;
  return `<details><summary class="way">${changes.length} changes in the ${of}</summary>${list}</details>`;
}

function headerSection(headers: readonly Reading[]): string {
  const rows = headers.map(({ name, value, readings }) => {
    const items = readings.map(
      ({ code, result }) => `<li><code>${escapeHtml(code)}</code> <b>${escapeHtml(result)}</b></li>`,
    );
    const list = items.length > 0 ? `<ul class="readings">${items.join('')}</ul>` : '';
    return `<tr><th>${escapeHtml(name)}</th><td>${cell(value)}${list}</td></tr>`;
  });
  return `<section class="wide" id="headers"><h2>Headers, and how a program reads them</h2>
  <table>${rows.join('\n')}</table></section>`;
}

function section(title: string, rows: readonly Row[], otherwise = ''): string {
  const content = rows.length > 0 ? table(rows) : `<p class="none">${escapeHtml(otherwise)}</p>`;
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${cell(value)}</td></tr>`);
  return `<table>${lines.join('\n')}</table>`;
}

function cell(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '<i>empty</i>' : escapeHtml(value);
  if (isFile(value)) {
    const { filename = 'without a name', type, size, sha256 } = value;
    return `<b>${escapeHtml(filename)}</b> ${escapeHtml(type)}, ${size} bytes<br><code>${sha256}</code>`;
  }
  return `<code>${escapeHtml(JSON.stringify(value) ?? 'undefined')}</code>`;
}

function isFile(value: unknown): value is Exclude<ShownValue, string> {
  return typeof value === 'object' && value !== null && 'sha256' in value;
}
