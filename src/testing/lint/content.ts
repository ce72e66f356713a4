/**
 * Checks the bytes of a response as they pass: whether they are allowed, and whether there are as many as declared
 * (PEP 3333, "Handling the Content-Length Header"; RFC 9110, section 6.4.1).
 *
 * @module
 */
import { isBodyless } from '../../wsgi/status.ts';
import type { Findings } from './findings.ts';
import type { Head } from './head.ts';

/** Reports on a response other than one to HEAD when all its bytes have passed. */
type AtEnd = (head: Head, sent: number) => void;

/** The content of one response. */
export class Content {
  readonly #findings: Findings;
  readonly #isHead: boolean;
  readonly #atEnd: AtEnd;
  #sent = 0;
  /** The head of the response, once there is one; another head may replace it. */
  head: Head | undefined;
  /** Whether the body is being read. */
  isBegun = false;

  constructor(method: string, findings: Findings, atEnd: AtEnd) {
    this.#findings = findings;
    this.#isHead = method === 'HEAD';
    this.#atEnd = atEnd;
  }

  /** @throws LintError if the response cannot have the chunk. */
  pass(chunk: Uint8Array): void {
    const { code, length, hasType } = this.#startedHead();
    const isFirst = this.#sent === 0;
    this.#sent += chunk.byteLength;
    if (chunk.byteLength === 0) return;
    if (isBodyless(code)) {
      this.#findings.fail(
        'body-not-allowed',
        `a response with the status ${code} has no content, but its body has bytes`,
      );
    }
    if (this.#isHead) {
      if (isFirst)
        this.#findings.warn('body-not-allowed', 'the answer to HEAD has a body, which is discarded');
      return;
    }
    if (isFirst && !hasType)
      this.#findings.warn('content-type-missing', 'there is content, but no Content-Type');
    if (length !== undefined && this.#sent > length) {
      this.#findings.fail('body-length', `the body has more bytes than its Content-Length of ${length}`);
    }
  }

  /** @throws LintError if the response has ended too early. */
  end(): void {
    const head = this.#startedHead();
    if (this.#isHead || isBodyless(head.code)) return;
    if (head.length !== undefined && this.#sent < head.length) {
      this.#findings.fail(
        'body-length',
        `the body has ${this.#sent} bytes, its Content-Length is ${head.length}`,
      );
    }
    this.#atEnd(head, this.#sent);
  }

  #startedHead(): Head {
    if (this.head) return this.head;
    return this.#findings.fail(
      'start-response-missing',
      'the body begins or ends before startResponse is called',
    );
  }
}
