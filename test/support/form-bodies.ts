import type { Input } from '../../src/wsgi/contract.ts';
import { post } from './body-environ.ts';

/** A POST of an urlencoded form. */
export const urlencoded = (body: string | Uint8Array | Input, params = '') =>
  post(body, { CONTENT_TYPE: `application/x-www-form-urlencoded${params}` });

/** A POST of a multipart form. */
export const multipart = (body: string | Uint8Array | Input, boundary = 'x') =>
  post(body, { CONTENT_TYPE: `multipart/form-data; boundary=${boundary}` });

/** A part with the given head, or of a field with the given name. */
export const part = (head: string, content: string, delimiter = '--x') =>
  `${delimiter}\r\n${head.includes(':') ? head : `Content-Disposition: form-data; name="${head}"`}\r\n\r\n${content}\r\n`;

/** A part with a file. */
export const filePart = (filename: string, content: string, name = 'f') =>
  part(`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, content);
