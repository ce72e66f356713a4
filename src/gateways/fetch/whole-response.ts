/**
 * Fetch responses whose body is in memory.
 *
 * @module
 */
import { unshared } from '../../body/stream.ts';
import type { HeaderList } from '../../wsgi/contract.ts';

/** Status and fields of a response. */
export interface FetchHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
}

type Base = typeof globalThis.Response;
type Make = (data: Uint8Array | string, head: FetchHead) => globalThis.Response;

/** The function that makes responses, and the class that it is for. */
let maker: { readonly base: Base; readonly make: Make } | undefined;

/**
 * A Fetch response with a complete body. Its Content-Type comes only from its fields.
 *
 * Node's own class makes a stream for each body immediately, which costs more than everything else about a
 * response, although most bodies are read as a whole. On node the stream is made when it is needed.
 */
export function wholeResponse(data: Uint8Array | string, head: FetchHead): globalThis.Response {
  const base = globalThis.Response;
  if (maker?.base !== base) maker = { base, make: isOfNode(base) ? lazily(base) : directly };
  return maker.make(data, head);
}

/** Other runtimes look inside their own responses, and a wrapper would hide that. */
function isOfNode({ prototype }: Base): boolean {
  const { undici, bun, deno } = process.versions;
  const isUsual = Object.getPrototypeOf(prototype) === Object.prototype;
  return undici !== undefined && bun === undefined && deno === undefined && isUsual;
}

const directly: Make = (data, head) => new globalThis.Response(dataFor(data, head), head);

/** Text without a type, to which Fetch would give one, is passed as bytes. */
function dataFor(data: Uint8Array | string, { headers }: FetchHead): Uint8Array | string {
  if (typeof data !== 'string') return unshared(data);
  const isTyped = headers.some(([name]) => /^content-type$/i.test(name));
  return isTyped ? data : new TextEncoder().encode(data);
}

/** Text that a UTF-8 round trip changes: with a byte order mark, or half of a surrogate pair. */
const UNSTABLE = /^\ufeff|[\ud800-\udfff]/;

function lazily(base: Base): Make {
  // Node's types have properties where its class has methods.
  const Bare = base as unknown as new (body: null, head: FetchHead) => Pick<globalThis.Response, 'headers'>;
  class WholeResponse extends Bare {
    readonly #data: Uint8Array | string;
    readonly #head: FetchHead;
    #made: globalThis.Response | undefined;
    #isRead = false;

    constructor(data: Uint8Array | string, head: FetchHead) {
      super(null, head);
      // The application may write to its bytes again after it has responded.
      this.#data = typeof data === 'string' ? data : new Uint8Array(data);
      this.#head = head;
    }

    get body(): ReadableStream<Uint8Array> | null {
      return this.#whole.body;
    }

    get bodyUsed(): boolean {
      return this.#made ? this.#made.bodyUsed : this.#isRead;
    }

    async text(): Promise<string> {
      if (this.#made || this.#isRead) return await this.#whole.text();
      this.#isRead = true;
      const data = this.#data;
      if (typeof data === 'string' && !UNSTABLE.test(data)) return data;
      return new TextDecoder().decode(bytesOf(data));
    }

    async json(): Promise<unknown> {
      return JSON.parse(await this.text());
    }

    async arrayBuffer(): Promise<ArrayBuffer> {
      if (this.#made || this.#isRead) return await this.#whole.arrayBuffer();
      this.#isRead = true;
      return new Uint8Array(bytesOf(this.#data)).buffer;
    }

    async bytes(): Promise<Uint8Array> {
      return new Uint8Array(await this.arrayBuffer());
    }

    blob(): Promise<Blob> {
      return this.#whole.blob();
    }

    formData(): ReturnType<globalThis.Response['formData']> {
      return this.#whole.formData();
    }

    clone(): globalThis.Response {
      return this.#whole.clone();
    }

    /** The same response as node makes it, with the current fields; its body counts as read if this one's was. */
    get #whole(): globalThis.Response {
      if (!this.#made) {
        const { status, statusText } = this.#head;
        this.#made = new base(dataFor(this.#data, this.#head), { status, statusText, headers: this.headers });
        if (this.#isRead) void this.#made.arrayBuffer();
      }
      return this.#made;
    }
  }
  return (data, head) => new WholeResponse(data, head) as unknown as globalThis.Response;
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}
