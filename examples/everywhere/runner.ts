/**
 * Runs the application under a host, sends it requests, and compares its answers with the table.
 *
 * @module
 */
import type { Application } from 'wheatpaste';
import type { Expected, Row } from './table.ts';

/** The answer of a host. */
export interface Answer {
  readonly status: number;
  /** In the order in which they arrived; repeated fields are separate. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** Sends the request of one row of the table. */
export type Ask = (row: Row) => Promise<Answer>;

/** An application that runs under a host. */
export interface Running extends AsyncDisposable {
  readonly ask: Ask;
}

/** Runs the application. A host whose processes load it themselves ignores `app`. */
export type Runner = (app: Application) => Promise<Running>;

/** A host, as a file of `runners/` exports it. */
export interface Host {
  readonly run: Runner;
  /** The programs that it starts, apart from node. */
  readonly needs?: readonly string[];
}

/** The differences between an answer and the table, a line each; `undefined` if the host cannot be sent the request. */
export async function differences(host: string, row: Row, ask: Ask): Promise<string[] | undefined> {
  const difference = row.differs?.[host];
  if (difference && !difference.answer) return undefined;
  const given = await ask(row);
  const { status, headers, text } = expectedOf(row, difference?.answer);
  const found: string[] = [];
  if (given.status !== status) found.push(`status: ${given.status}, not ${status}`);
  for (const [name, value] of Object.entries(headers ?? {})) {
    const values = given.headers.filter(([known]) => known.toLowerCase() === name).map(([, one]) => one);
    const wanted = value === null ? [] : [value].flat();
    if (JSON.stringify(values) !== JSON.stringify(wanted)) {
      found.push(`${name}: ${JSON.stringify(values)}, not ${JSON.stringify(wanted)}`);
    }
  }
  const body = new TextDecoder().decode(given.body);
  if (text !== undefined && body !== text) {
    found.push(`body: ${JSON.stringify(body)}, not ${JSON.stringify(text)}`);
  }
  return found;
}

function expectedOf({ answer }: Row, other: Partial<Expected> = {}): Expected {
  return { ...answer, ...other, headers: { ...answer.headers, ...other.headers } };
}
