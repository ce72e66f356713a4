/**
 * The inspector's page.
 */
import { escapeHtml } from 'wheatpaste';
import type { Inspection, ShownValue } from './inspection.ts';

type Row = readonly [name: string, value: ShownValue | unknown];

/** The page as HTML. */
export function inspectorPage(inspection: Inspection): string {
  const { request, url, query, headers, cookies, negotiation, body, form, environ } = inspection;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wheatpaste: ${escapeHtml(`${request.method} ${url.path}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
  <h1>wheatpaste</h1>
  <p class="request"><b>${escapeHtml(request.method ?? '')}</b> ${escapeHtml(url.url ?? '')}</p>
  <p>This is what the library made of the very request that fetched this page.
  Ask for <a href="?format=json">the same as JSON</a>, or
  <a href="/caf%C3%A9/a%2Fb?tag=a&amp;tag=b&amp;q=100%25">for a trickier URL</a>.</p>
</header>
<main>
${section('URL', Object.entries(url))}
${section('Request', Object.entries(request))}
${section('Query', query, 'There is no query string.')}
${section('Cookies', cookies, 'The request brings none. Come again: this page has set one.')}
${section('Negotiation', Object.entries(negotiation))}
${section('Headers', headers)}
<section class="wide">
  <h2>Form and uploads</h2>
  <form method="post" enctype="multipart/form-data">
    <label>Name <input name="name" value="Jürgen"></label>
    <label>Motto <textarea name="motto" rows="2">Paste it on the wall.</textarea></label>
    <label>Files <input type="file" name="files" multiple></label>
    <button>Send</button>
  </form>
  ${form.length > 0 ? table(form) : ''}
  ${body ? table(Object.entries(body)) : ''}
</section>
${section('Environ', Object.entries(environ), '', 'wide')}
</main>
</body>
</html>
`;
}

function section(title: string, rows: readonly Row[], otherwise = '', kind = ''): string {
  const content = rows.length > 0 ? table(rows) : `<p class="none">${escapeHtml(otherwise)}</p>`;
  return `<section class="${kind}"><h2>${escapeHtml(title)}</h2>${content}</section>`;
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

const STYLE = `
:root { color-scheme: light dark; --ink: #2b2118; --paper: #fbf6ea; --line: #e2d5b8; --wheat: #b07a1e; --card: #fffdf7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1e8d8; --paper: #1d1812; --line: #43382a; --wheat: #e3b35c; --card: #272019; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { padding: 2.5rem clamp(1rem, 4vw, 3rem) 1rem; border-bottom: 4px solid var(--wheat); }
h1 { margin: 0; font-size: 1.1rem; letter-spacing: .2em; text-transform: uppercase; color: var(--wheat); }
.request { margin: .5rem 0; font: 600 clamp(1.1rem, 3vw, 1.7rem)/1.3 ui-monospace, monospace; overflow-wrap: anywhere; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem;
  padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; align-items: start; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; min-width: 0; }
section.wide { grid-column: 1 / -1; }
h2 { margin: 0 0 .5rem; font-size: 1rem; color: var(--wheat); }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); }
tr:first-child > * { border-top: 0; }
th { font-weight: 500; opacity: .75; width: 12rem; overflow-wrap: anywhere; }
td { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
i, .none { opacity: .6; }
a { color: var(--wheat); }
form { display: grid; gap: .75rem; max-width: 32rem; margin-bottom: 1rem; }
label { display: grid; gap: .2rem; font-weight: 500; }
input, textarea, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .4rem; padding: .45rem .6rem; }
button { background: var(--wheat); border: 0; color: #fff; font-weight: 600; cursor: pointer; justify-self: start; padding: .5rem 1.5rem; }
`;
