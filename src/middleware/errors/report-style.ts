/**
 * The appearance of a report's page, in light and dark mode, on narrow and wide windows.
 *
 * @module
 */

/** The page's style sheet. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1f2328; --soft: #5a6068; --line: #dedad1;
  --alarm: #a8201a; --alarm-paper: #fdecea; --own: #1f5f99;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --card: #1e2125; --ink: #e8e6e1; --soft: #a6abb2; --line: #363a40;
    --alarm: #ff9d94; --alarm-paper: #3d1f1d; --own: #8cc4f5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header, main { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
.status { margin: 0; color: var(--soft); font-size: .95rem; overflow-wrap: anywhere; }
.status strong { color: var(--alarm); }
h1 { margin: .5rem 0 1rem; font-size: clamp(1.3rem, 1rem + 1.6vw, 1.9rem); line-height: 1.25; font-weight: 600;
  overflow-wrap: anywhere; white-space: pre-wrap; }
h1 .name { display: block; color: var(--alarm); font-size: 1rem; font-weight: 600; }
h2 { margin: 2rem 0 .75rem; font-size: 1.1rem; overflow-wrap: anywhere; white-space: pre-wrap; }
h2 .relation { display: block; color: var(--soft); font-size: .85rem; font-weight: 600; }
button {
  font: inherit; font-size: .9rem; padding: .4rem .9rem; cursor: pointer;
  color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
}
button:hover { border-color: var(--soft); }
:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; }
code, pre { font: .85rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
ol.frames { list-style: none; margin: 0; padding: 0; }
ol.frames > li { margin: 0 0 .5rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); overflow: hidden; }
ol.frames > li.folded { border-style: dashed; background: none; }
.call, summary { padding: .5rem .9rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.call .where, summary .where { display: block; color: var(--soft); }
.call .what, summary .what { color: var(--own); font-weight: 600; }
.folded summary, .folded li { color: var(--soft); font-size: .9rem; }
.folded ol { list-style: none; margin: 0; padding: 0 .9rem .6rem; }
.folded li { overflow-wrap: anywhere; }
pre { margin: 0; padding: .5rem 0; overflow-x: auto; border-top: 1px solid var(--line); tab-size: 2; }
pre .line { display: block; width: max-content; min-width: 100%; padding: 0 .9rem 0 0; }
pre .number { display: inline-block; width: 4.5rem; padding-right: .9rem; text-align: right; color: var(--soft); user-select: none; }
pre .here { background: var(--alarm-paper); font-weight: 600; }
pre .here .number { color: var(--alarm); }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
th, td { padding: .4rem .9rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-size: .9rem; }
th { width: 14rem; font-weight: 600; color: var(--soft); overflow-wrap: anywhere; }
td { overflow-wrap: anywhere; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
details.text { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
details.text pre { padding: .75rem .9rem; }
footer { margin: 2rem 0 3rem; color: var(--soft); font-size: .9rem; }
@media (max-width: 36rem) {
  header, main { padding-left: .8rem; padding-right: .8rem; }
  th, td { display: block; width: auto; border-bottom: 0; padding-top: .3rem; padding-bottom: 0; }
  td { padding-bottom: .4rem; border-bottom: 1px solid var(--line); }
  pre .number { width: 3.2rem; padding-right: .6rem; }
}
`;

/** The script of the page's button, which is hidden if scripts do not run. */
export const REPORT_SCRIPT = `
const button = document.querySelector('button');
button.hidden = false;
button.addEventListener('click', async () => {
  const text = document.querySelector('#text');
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = 'Copied';
  } catch {
    text.closest('details').open = true;
    getSelection().selectAllChildren(text);
    button.textContent = 'Selected: copy it with the keyboard';
  }
});
`;
