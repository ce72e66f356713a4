/**
 * Sends open files.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import path from 'node:path';
import type { AcceptEncoding } from '../../headers/accept-encoding.ts';
import { ContentDisposition } from '../../headers/content-disposition.ts';
import { EntityTag } from '../../headers/entity-tag.ts';
import { preferredCodings } from '../../headers/preferred-codings.ts';
import type { Request } from '../../request/request.ts';
import type { ResponseInit } from '../../response/init.ts';
import { Response } from '../../response/response.ts';
import type { Application, StartResponse } from '../../wsgi/contract.ts';
import { LazyModule } from '../../wsgi/lazy-module.ts';
import { isReadPromptly } from '../../wsgi/prompt-exchange.ts';
import { reasonOf } from '../../wsgi/status.ts';
import { FileBody } from './file-body.ts';
import { closingOnError, type OpenFile, unlessForbidden } from './open-file.ts';
import { SeenFiles } from './seen-files.ts';

/** The properties of a response that the file determines. */
type OfTheFile =
  | 'status'
  | 'statusText'
  | 'statusLine'
  | 'body'
  | 'json'
  | 'jsonBody'
  | 'appIter'
  | 'headerList'
  | 'location'
  | 'contentLength'
  | 'contentRange'
  | 'acceptRanges'
  | 'conditionalResponse';

/**
 * Options for sending a file: any header property of a response, and more. Properties that are not given are
 * derived from the file.
 */
export interface FileInit extends Omit<ResponseInit, OfTheFile> {
  /**
   * Whether to send, instead of the file, its copy with `.br`, `.zst` or `.gz` appended to the name, if that exists
   * and the client accepts the coding. It must have the same content: the two are not compared.
   */
  precompressed?: boolean | undefined;
}

/** The names of the options of a directory and of a single file. */
export const COMMON_OPTIONS: Readonly<Record<Exclude<keyof FileInit, 'etag' | 'lastModified'>, true>> = {
  age: true,
  allow: true,
  cacheControl: true,
  charset: true,
  contentDisposition: true,
  contentEncoding: true,
  contentLanguage: true,
  contentLocation: true,
  contentType: true,
  contentTypeParams: true,
  date: true,
  expires: true,
  headers: true,
  pragma: true,
  precompressed: true,
  retryAfter: true,
  server: true,
  vary: true,
  wwwAuthenticate: true,
};

/** An open file and the coding that its extension stands for. */
interface Variant {
  readonly file: OpenFile;
  readonly coding?: string;
}

/** Opens the sibling of a file, which has its name followed by an ending. */
type OpenBeside = (ending: string) => Promise<OpenFile | undefined>;

/** Endings of encoded files, in order of preference. */
const ENDINGS = new Map([
  ['br', '.br'],
  ['zstd', '.zst'],
  ['gzip', '.gz'],
]);
/** Extensions of files whose content is encoded, and whose type is that of the decoded content. */
const CODED = new Map([['.svgz', 'gzip']]);
const NOT_MODIFIED = `304 ${reasonOf(304)}`;
const UNKNOWN_TYPE = 'application/octet-stream';

type MediaTypes = typeof import('mime-types');

/** The table of media types is large, so it is loaded with the first file whose type is not given. */
const types = new LazyModule<MediaTypes>(() => import('mime-types'));

/** Sends open files, all with the same options. */
export class FileSender {
  /** The headers that every response gets. */
  readonly #template: FileResponse;
  readonly #charset: string | null | undefined;
  readonly #precompressed: boolean;
  readonly #seen = new SeenFiles();

  /** @throws TypeError when a property is malformed. */
  constructor({ precompressed = false, ...init }: FileInit) {
    this.#template = new FileResponse(null, { ...init, acceptRanges: ['bytes'], conditionalResponse: true });
    this.#charset = init.charset;
    this.#precompressed = precompressed;
    if (precompressed) this.#template.vary = this.#template.vary.with('Accept-Encoding');
  }

  /**
   * An application that tells the client that its copy is current, if that is known without opening the file.
   *
   * @param look finds the file at the path now, without waiting.
   */
  unchanged(request: Request, path: string, look: () => Stats | undefined): Application | undefined {
    const headers = this.#seen.unchanged(path, request.environ, look);
    return (
      headers &&
      ((_environ, startResponse) => {
        startResponse(NOT_MODIFIED, headers);
        return [];
      })
    );
  }

  /**
   * An application that sends an open file, or its encoded sibling, and closes it.
   *
   * @param openBeside opens the file's sibling with an ending.
   */
  send(request: Request, file: OpenFile, openBeside: OpenBeside): Application | Promise<Application> {
    if (this.#precompressed) return this.#sendCoded(request, file, openBeside);
    return this.#sendVariant(file.path, { file });
  }

  async #sendCoded(request: Request, file: OpenFile, openBeside: OpenBeside): Promise<Application> {
    const coded = await closingOnError(file, () => codedVariant(request.acceptEncoding, openBeside));
    if (coded) file.close();
    return this.#sendVariant(file.path, coded ?? { file });
  }

  /** @param name the name that determines the media type. */
  #sendVariant(name: string, variant: Variant): Application | Promise<Application> {
    const described = closingOnError(variant.file, () => this.#describe(name, variant));
    const sending = (response: Response) => this.#sending(variant, response);
    return described instanceof Promise ? described.then(sending) : sending(described);
  }

  #sending(variant: Variant, response: Response): Application {
    return (environ, startResponse) =>
      closingOnError(variant.file, () => {
        const body = response.toApp()(environ, this.#remembering(variant, response, startResponse));
        if (isReadPromptly(environ)) variant.file.closeWhenForgotten();
        else variant.file.restUnlessRead();
        return body;
      });
  }

  /** A 304 is the same for all clients, if they all get the same file. */
  #remembering({ file }: Variant, response: Response, startResponse: StartResponse): StartResponse {
    if (this.#precompressed) return startResponse;
    return (status, headers, excInfo) => {
      if (status === NOT_MODIFIED) {
        const { etag, lastModified } = response;
        this.#seen.remember(file, { etag, lastModified, headers });
      }
      return startResponse(status, headers, excInfo);
    };
  }

  #describe(name: string, variant: Variant): Response | Promise<Response> {
    if (types.loaded || this.#template.contentType !== undefined)
      return this.#describedBy(types.loaded, name, variant);
    return types.load().then((loaded) => this.#describedBy(loaded, name, variant));
  }

  /** @param loaded the table of media types, where the template names none. */
  #describedBy(loaded: MediaTypes | undefined, name: string, { file, coding }: Variant): Response {
    const { stats } = file;
    const response = this.#template.copy();
    response.body = new FileBody(file);
    response.lastModified ??= lastModifiedOf(stats);
    response.etag = variantTag(response.etag ?? new EntityTag(validatorOf(stats)), coding);
    const ending = path.extname(name).toLowerCase();
    const codings = [response.contentEncoding ?? CODED.get(ending), coding].filter(
      (part) => part !== undefined,
    );
    response.contentEncoding = codings.join(', ') || undefined;
    if (response.contentType === undefined) {
      response.headers.set('Content-Type', loaded?.contentType(ending) || UNKNOWN_TYPE);
      if (this.#charset != null && response.charset !== undefined) response.charset = this.#charset;
    }
    const disposition = response.contentDisposition;
    if (disposition && disposition.filename === undefined) {
      const params = [...disposition.params, ['filename', path.basename(name)] as const];
      response.contentDisposition = new ContentDisposition(disposition.type, params);
    }
    return response;
  }
}

/** A response whose type is not guessed before the file's name is known. */
class FileResponse extends Response {
  static override readonly defaultContentType = undefined;
}

/** The encoded file, if the client prefers it to the plain one. */
async function codedVariant(accept: AcceptEncoding, openBeside: OpenBeside): Promise<Variant | undefined> {
  for (const coding of preferredCodings(accept, ENDINGS.keys())) {
    const file = await unlessForbidden(openBeside(ENDINGS.get(coding) as string));
    if (file?.stats.isFile()) return { file, coding };
    file?.close();
  }
  return undefined;
}

/** A changed file has a different size or modification time, which is known to the microsecond. */
function validatorOf({ size, mtimeMs }: Stats): string {
  return `${size.toString(16)}-${Math.round(mtimeMs * 1000).toString(16)}`;
}

/** An encoded file is a separate representation with its own tag (RFC 9110, section 8.8.3.3). */
function variantTag({ value, weak }: EntityTag, coding: string | undefined): EntityTag {
  return new EntityTag(coding === undefined ? value : `${value}-${coding}`, { weak });
}

/** Never in the future (RFC 9110, section 8.8.2.1). */
function lastModifiedOf({ mtimeMs }: Stats): Date {
  return new Date(Math.min(mtimeMs, Date.now()));
}
