/**
 * The application's end of the stream in a Fetch response.
 *
 * @module
 */

/** Events of the other end. */
export interface StreamReader {
  /** It waits for bytes. */
  asked(): void;
  /** It has cancelled the stream, or was dropped without that. */
  left(): void;
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

let dropped: FinalizationRegistry<StreamReader> | undefined;

/**
 * Feeds a stream on demand, and notices when nothing can read it any more.
 *
 * A response may be dropped silently. Its resources, such as an open file, are then released when the garbage
 * collector finds the stream. So this end holds the stream only while a reader waits for bytes, because then
 * nothing else may hold it; otherwise its reader holds it, if there is one.
 */
export class StreamEnd {
  readonly #reader: StreamReader;
  #controller: WeakRef<Controller> | undefined;
  /** The controller, while the reader waits for bytes. */
  #asked: Controller | undefined;

  constructor(reader: StreamReader) {
    this.#reader = reader;
  }

  /** Whether the reader waits for bytes. */
  get isAsked(): boolean {
    return this.#asked !== undefined;
  }

  /** Makes the stream. Call it once. */
  readable(): ReadableStream<Uint8Array> {
    const reader = this.#reader;
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = new WeakRef(controller);
        },
        pull: (controller) => {
          this.#asked = controller;
          reader.asked();
        },
        cancel: () => {
          this.#over();
          reader.left();
        },
      },
      { highWaterMark: 0 },
    );
    dropped ??= new FinalizationRegistry((forgotten) => forgotten.left());
    dropped.register(stream, reader, this);
    return stream;
  }

  give(chunk: Uint8Array): void {
    const controller = this.#current;
    this.#asked = undefined;
    controller?.enqueue(chunk);
  }

  close(): void {
    this.#current?.close();
    this.#over();
  }

  fail(error: unknown): void {
    this.#current?.error(error);
    this.#over();
  }

  get #current(): Controller | undefined {
    return this.#asked ?? this.#controller?.deref();
  }

  #over(): void {
    this.#asked = undefined;
    dropped?.unregister(this);
  }
}
