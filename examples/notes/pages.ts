/**
 * The pages in HTML.
 *
 * @module
 */
import { type Html, html } from './html.ts';
import type { Attachment, Content, Note } from './library.ts';
import type { Words } from './words.ts';

/** The data that every page needs. */
export interface Frame {
  readonly words: Words;
  /** Where the application is mounted. */
  readonly base: string;
  /** The path and query of the page, to return to. */
  readonly path: string;
  readonly user: string | undefined;
  /** A message to be shown once. */
  readonly notice?: string | undefined;
}

/** A complete document. */
export function documentOf(frame: Frame, title: string, main: Html): string {
  const { words, base, user, notice } = frame;
  return html`<!DOCTYPE html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === words.name ? title : `${title} · ${words.name}`}</title>
<link rel="icon" href="${base}/static/icon.svg">
<link rel="stylesheet" href="${base}/static/notes.css">
</head>
<body>
<header class="bar">
<a class="brand" href="${base}/notes"><img src="${base}/static/icon.svg" alt="" width="28" height="28">${words.name}</a>
${user === undefined ? undefined : account(frame, user)}
</header>
<main>
${notice === undefined ? undefined : html`<p class="notice" role="status">${notice}</p>`}
${main}
</main>
<footer>${languages(frame)}</footer>
</body>
</html>
`.text;
}

function account({ words, base }: Frame, user: string): Html {
  return html`<form class="account" method="post" action="${base}/logout">
<span>${user}</span><button class="quiet">${words.logOut}</button></form>`;
}

function languages({ base, path, words }: Frame): Html {
  const names = [
    ['en', 'English'],
    ['de', 'Deutsch'],
  ] as const;
  return html`<form method="post" action="${base}/language">
<input type="hidden" name="path" value="${path}">
${names.map(([tag, name]) => html`<button class="quiet" name="language" value="${tag}" lang="${tag}" aria-pressed="${String(tag === words.language)}">${name}</button> `)}
</form>`;
}

/** The page for visitors who have not logged in. */
export function welcomePage(frame: Frame): string {
  const { words, base } = frame;
  return documentOf(
    frame,
    words.name,
    html`<section class="welcome">
<h1>${words.tagline}</h1>
<p><a class="button" href="${base}/signup">${words.start}</a></p>
<p>${words.haveAccount} <a href="${base}/login">${words.logIn}</a></p>
</section>`,
  );
}

/** A failed attempt to log in or sign up. */
export interface Attempt {
  readonly user: string;
  readonly problem: string | undefined;
}

/** The form to log in or sign up, with the error after a failed attempt. */
export function accountPage(frame: Frame, kind: 'login' | 'signup', attempt?: Attempt): string {
  const { words, base } = frame;
  const isNew = kind === 'signup';
  const title = isNew ? words.signUp : words.logIn;
  const other = isNew
    ? html`${words.haveAccount} <a href="${base}/login">${words.logIn}</a>`
    : html`${words.noAccount} <a href="${base}/signup">${words.signUp}</a>`;
  const hint = (text: string) => (isNew ? html` <small>${text}</small>` : undefined);
  return documentOf(
    frame,
    title,
    html`<form class="card narrow" method="post">
<h1>${title}</h1>
${attempt?.problem && html`<p class="problem" role="alert">${attempt.problem}</p>`}
<label>${words.userName}${hint(words.userNameHint)}
<input name="username" value="${attempt?.user}" autocomplete="username" autocapitalize="none" required autofocus></label>
<label>${words.password}${hint(words.passwordHint)}
<input name="password" type="password" autocomplete="${isNew ? 'new-password' : 'current-password'}" required></label>
<button>${title}</button>
<p>${other}</p>
</form>`,
  );
}

/** The notes that were found. */
export function listPage(frame: Frame, notes: readonly Note[], query: string): string {
  const { words, base } = frame;
  const title = query === '' ? words.allNotes : words.found(notes.length, query);
  return documentOf(
    frame,
    title,
    html`<div class="tools">
<form class="search" role="search" action="${base}/notes">
<input type="search" name="q" value="${query}" placeholder="${words.searchNotes}" aria-label="${words.searchNotes}">
<button class="second">${words.search}</button>
</form>
<a class="button" href="${base}/notes/new">${words.newNote}</a>
</div>
<h1>${title}</h1>
${notes.length === 0 && query === '' ? html`<p class="empty">${words.firstNote}</p>` : undefined}
<ul class="notes">${notes.map((note) => html`<li>${card(frame, note)}</li>`)}</ul>`,
  );
}

function card({ words, base }: Frame, { id, title, text, changed, files }: Note): Html {
  return html`<a class="card" href="${base}/notes/${id}">
<h2>${title || words.untitled}</h2>
<p>${text}</p>
<small>${time(words, changed)}${files.length > 0 ? ` · ${words.attached(files.length)}` : undefined}</small>
</a>`;
}

function time({ language }: Words, changed: string): Html {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<time datetime="${changed}">${format.format(new Date(changed))}</time>`;
}

/** A form for a note, or for a new one. */
export function notePage(frame: Frame, note?: Note): string {
  const { words, base } = frame;
  const title = note ? note.title || words.untitled : words.newNote;
  return documentOf(
    frame,
    title,
    html`${noteForm(frame, note?.version, note ?? { title: '', text: '' }, title)}
${note ? attachments(frame, note) : undefined}
${
  note
    ? html`<div class="meta"><small>${words.changed} ${time(words, note.changed)}</small>
<form method="post" action="${base}/notes/${note.id}">
<input type="hidden" name="_method" value="DELETE">
<input type="hidden" name="version" value="${note.version}">
<button class="danger">${words.delete}</button></form></div>`
    : undefined
}`,
  );
}

function noteForm({ words }: Frame, version: number | undefined, content: Content, heading: string): Html {
  return html`<form class="card note" method="post" enctype="multipart/form-data">
<h1 class="unseen">${heading}</h1>
<input type="hidden" name="version" value="${version}">
<input class="title" name="title" value="${content.title}" placeholder="${words.title}" aria-label="${words.title}" maxlength="200">
<textarea name="text" rows="12" placeholder="${words.text}" aria-label="${words.text}">
${content.text}</textarea>
<label class="file">${words.file}<input type="file" name="file" multiple></label>
<button>${words.save}</button>
</form>`;
}

function attachments({ words, base }: Frame, note: Note): Html | undefined {
  if (note.files.length === 0) return undefined;
  return html`<section class="card"><h2>${words.files}</h2><ul class="files">${note.files.map(
    (file) => html`<li><a href="${base}/notes/${note.id}/files/${file.id}">${file.name}</a>
<small>${size(words, file)}</small>
<form method="post" action="${base}/notes/${note.id}/files/${file.id}">
<input type="hidden" name="_method" value="DELETE">
<input type="hidden" name="version" value="${note.version}">
<button class="quiet" aria-label="${words.deleteFile}: ${file.name}">${words.deleteFile}</button></form></li>`,
  )}</ul></section>`;
}

function size({ language }: Words, { size: bytes }: Attachment): string {
  const [unit, one] = bytes < 1e3 ? ['byte', 1] : bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  const unitDisplay = one === 1 ? 'long' : 'short';
  const format = { style: 'unit', unit: String(unit), unitDisplay, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / Number(one));
}

/** Shown if somebody else has saved the note: lets the user choose between both texts. */
export function conflictPage(frame: Frame, mine: Content, current: Note): string {
  const { words, base } = frame;
  const side = (heading: string, { title, text }: Content) =>
    html`<section class="card"><h2>${heading}</h2><h3>${title || words.untitled}</h3><p>${text}</p></section>`;
  return documentOf(
    frame,
    words.conflict,
    html`<h1>${words.conflict}</h1>
<p>${words.conflictHint}</p>
<div class="sides">${side(words.yours, mine)}${side(words.theirs, current)}</div>
<form class="choice" method="post" enctype="multipart/form-data">
<input type="hidden" name="version" value="${current.version}">
<input type="hidden" name="title" value="${mine.title}">
<textarea name="text" hidden>
${mine.text}</textarea>
<button>${words.replaceTheirs}</button>
<a class="button second" href="${base}/notes/${current.id}">${words.keepTheirs}</a>
</form>`,
  );
}

/** The page for an error, by its status. */
export function errorPage(frame: Frame, status: string): string {
  const { words, base } = frame;
  const [title, text] = words.errors[status] ?? words.errors['500'] ?? [status, ''];
  return documentOf(
    frame,
    title,
    html`<section class="welcome"><p class="status">${status}</p><h1>${title}</h1><p>${text}</p>
<p><a class="button" href="${base}/">${words.home}</a></p></section>`,
  );
}
