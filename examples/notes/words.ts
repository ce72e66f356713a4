/**
 * The texts of the pages, in two languages.
 *
 * @module
 */
import type { Request } from 'wheatpaste';

const en = {
  language: 'en',
  name: 'Notes',
  tagline: 'A quiet place for what you want to keep.',
  start: 'Start writing',
  signUp: 'Sign up',
  logIn: 'Log in',
  logOut: 'Log out',
  haveAccount: 'Already have an account?',
  noAccount: 'No account yet?',
  userName: 'User name',
  userNameHint: '2 to 30 letters, digits, - or _',
  password: 'Password',
  passwordHint: 'At least 8 characters',
  wrongLogin: 'The user name or the password is wrong.',
  takenName: 'This user name is taken.',
  malformedAccount: 'Choose a user name and a password as described.',
  search: 'Search',
  searchNotes: 'Search your notes',
  newNote: 'New note',
  firstNote: 'There are no notes yet. Write your first note.',
  found: (count: number, query: string) =>
    `${count === 1 ? 'One note has' : `${count || 'No'} notes have`} “${query}”`,
  allNotes: 'All notes',
  title: 'Title',
  untitled: 'Untitled',
  text: 'Text',
  file: 'Attach files',
  files: 'Files',
  attached: (count: number) => (count === 1 ? 'one file' : `${count} files`),
  save: 'Save',
  delete: 'Delete note',
  deleteFile: 'Delete',
  changed: 'Changed',
  saved: 'The note is saved.',
  deleted: 'The note is deleted.',
  conflict: 'Somebody has changed this note since you opened it.',
  conflictHint:
    'Your text is below. Save it to replace the current version, or go back to keep that version.',
  yours: 'Your version',
  theirs: 'Current version',
  keepTheirs: 'Keep the current version',
  replaceTheirs: 'Replace it',
  home: 'Back to the home page',
  errors: {
    '403': ['This is not allowed', 'The request came from another site, or the page has expired.'],
    '404': ['Page not found', 'The page may have moved, or the note was deleted.'],
    '413': ['That is too much', 'A file may be up to 10 MB.'],
    '429': ['Please wait a moment', 'There were too many attempts.'],
    '500': ['Something went wrong', 'It is not your fault. Please try again in a minute.'],
  } as Readonly<Record<string, readonly [title: string, text: string]>>,
};

/** The words of one language. */
export type Words = typeof en;

const de: Words = {
  language: 'de',
  name: 'Notizen',
  tagline: 'Ein ruhiger Ort für alles, was du behalten willst.',
  start: 'Losschreiben',
  signUp: 'Registrieren',
  logIn: 'Anmelden',
  logOut: 'Abmelden',
  haveAccount: 'Du hast schon ein Konto?',
  noAccount: 'Du hast noch kein Konto?',
  userName: 'Benutzername',
  userNameHint: '2 bis 30 Buchstaben, Ziffern, - oder _',
  password: 'Passwort',
  passwordHint: 'Mindestens 8 Zeichen',
  wrongLogin: 'Benutzername oder Passwort ist falsch.',
  takenName: 'Dieser Benutzername ist vergeben.',
  malformedAccount: 'Wähle Benutzername und Passwort wie beschrieben.',
  search: 'Suchen',
  searchNotes: 'Deine Notizen durchsuchen',
  newNote: 'Neue Notiz',
  firstNote: 'Noch ist nichts hier. Schreib deine erste Notiz.',
  found: (count, query) =>
    `„${query}“ steht in ${count === 1 ? 'einer Notiz' : `${count || 'keinen'} Notizen`}`,
  allNotes: 'Alle Notizen',
  title: 'Titel',
  untitled: 'Ohne Titel',
  text: 'Text',
  file: 'Dateien anhängen',
  files: 'Dateien',
  attached: (count) => (count === 1 ? 'eine Datei' : `${count} Dateien`),
  save: 'Speichern',
  delete: 'Notiz löschen',
  deleteFile: 'Löschen',
  changed: 'Geändert',
  saved: 'Die Notiz ist gespeichert.',
  deleted: 'Die Notiz ist gelöscht.',
  conflict: 'Jemand hat diese Notiz geändert, seit du sie geöffnet hast.',
  conflictHint:
    'Hier steht, was du geschrieben hast. Speichere es, um das Jetzige zu ersetzen, oder geh zurück.',
  yours: 'Was du geschrieben hast',
  theirs: 'Was jetzt da steht',
  keepTheirs: 'Behalten, was da steht',
  replaceTheirs: 'Ersetzen',
  home: 'Zurück zum Anfang',
  errors: {
    '403': ['Das ist nicht erlaubt', 'Die Anfrage kam von einer anderen Website oder ist abgelaufen.'],
    '404': ['Hier ist nichts', 'Die Seite ist umgezogen, oder die Notiz wurde gelöscht.'],
    '413': ['Das ist zu viel', 'Eine Datei darf 10 MB haben.'],
    '429': ['Bitte warte ein wenig', 'Es waren zu viele Versuche.'],
    '500': ['Etwas ging schief', 'Du kannst nichts dafür. Versuch es in einer Minute noch einmal.'],
  },
};

const LANGUAGES: Readonly<Record<string, Words>> = { en, de };

/** The cookie that holds the language that a user chose. */
export const LANGUAGE_COOKIE = 'language';

/** Whether the words exist in a language. */
export function isLanguage(tag: string): boolean {
  return Object.hasOwn(LANGUAGES, tag);
}

/** The words in the language that the user chose, or otherwise in the one that the browser prefers. */
export function wordsFor(request: Request): Words {
  const chosen = request.cookies.get(LANGUAGE_COOKIE) ?? '';
  const wanted = request.acceptLanguage.lookup(Object.keys(LANGUAGES), { default: 'en' }) ?? 'en';
  return LANGUAGES[isLanguage(chosen) ? chosen : wanted] ?? en;
}
