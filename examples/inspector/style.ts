/**
 * The style of the inspector's page: light and dark, for phones and desktops.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #2b2118; --paper: #fbf6ea; --line: #e2d5b8; --wheat: #8a5a0c; --card: #fffdf7;
  --code: #f5ecd8; --faint: #6f6150; --plus: #2c6e2f; --minus: #a03324; --on-wheat: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1e8d8; --paper: #1d1812; --line: #43382a; --wheat: #e3b35c; --card: #272019; --code: #322920;
    --faint: #b5a68f; --plus: #8fcf8c; --minus: #f09a88; --on-wheat: #241a0b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
body > header { padding: 2rem clamp(1rem, 4vw, 3rem) 1.25rem; border-bottom: 4px solid var(--wheat); }
h1 { margin: 0; font-size: 1.1rem; letter-spacing: .2em; text-transform: uppercase; color: var(--wheat); }
.request { margin: .5rem 0; font: 600 clamp(1.1rem, 3vw, 1.7rem)/1.3 ui-monospace, monospace; overflow-wrap: anywhere; }
header p { margin: .25rem 0; max-width: 50rem; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem;
  padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; align-items: start; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; min-width: 0; }
section.wide { grid-column: 1 / -1; }
h2 { margin: 0 0 .5rem; font-size: 1rem; color: var(--wheat); }
h3 { margin: 1rem 0 .35rem; font-size: .9rem; }
p { margin: 0 0 .75rem; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
tr:first-child > * { border-top: 0; }
th { font-weight: 500; color: var(--faint); width: 34%; }
td, pre, code { font-family: ui-monospace, monospace; }
code { font-size: .9em; }
i, .none { color: var(--faint); }
a { color: var(--wheat); }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, summary:focus-visible, pre:focus-visible {
  outline: 3px solid var(--wheat); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
form.upload { display: grid; gap: .75rem; max-width: 32rem; margin-bottom: 1rem; }
label { display: grid; gap: .2rem; font-weight: 500; }
input, textarea, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .4rem; padding: .45rem .6rem; max-width: 100%; }
button { cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--wheat); }
form.upload button, button[aria-current] { background: var(--wheat); border-color: var(--wheat); color: var(--on-wheat); justify-self: start; }
.demos { display: flex; flex-wrap: wrap; gap: .5rem; }
.tried { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
.messages { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 1.25rem; }
.messages > div { min-width: 0; }
.messages pre + pre { margin-top: -.25rem; opacity: .9; }
pre { margin: 0 0 .75rem; padding: .75rem 1rem; background: var(--code); border-radius: .4rem; font-size: .82rem; line-height: 1.45;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 19rem; overflow: auto; }
.layers { list-style: none; margin: 0; padding: 0; }
.layers > li { border-top: 1px solid var(--line); padding: .6rem 0; display: grid; grid-template-columns: minmax(0, 15rem) minmax(0, 1fr); gap: .25rem 1.25rem; }
.layers > li:first-child { border-top: 0; }
.layers code { color: var(--faint); display: block; overflow-wrap: anywhere; }
.layers ul { list-style: none; margin: 0; padding: 0; font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.layers .way { color: var(--faint); font: .8rem/1.6 system-ui, sans-serif; }
ins { color: var(--plus); text-decoration: none; }
del { color: var(--minus); }
.readings { list-style: none; margin: .15rem 0 0; padding: 0; font-size: .85rem; }
.readings b { color: var(--plus); font-weight: 500; }
@media (max-width: 40rem) {
  .layers > li { grid-template-columns: minmax(0, 1fr); }
  table, tbody, tr, th, td { display: block; width: 100%; }
  tr { border-top: 1px solid var(--line); padding: .3rem 0; }
  tr:first-child { border-top: 0; }
  th, td { border: 0; padding: 0; }
  button { padding: .6rem .8rem; }
}
`;
