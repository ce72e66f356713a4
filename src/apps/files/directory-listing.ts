/**
 * The page that lists a directory.
 *
 * @module
 */
import { escapeHtml } from '../../exceptions/escape-html.ts';
import type { Request } from '../../request/request.ts';
import { Response } from '../../response/response.ts';
import { percentEncodePath } from '../../url/percent-encoding.ts';
import { nativeFromText } from '../../wsgi/native-string.ts';

/**
 * Lists the contents of a directory, with links relative to the request's path, which ends with a slash. No name
 * can be mistaken for a scheme or a host.
 *
 * @param entries the names; that of a directory ends with a slash.
 */
export function directoryListing(request: Request, entries: readonly string[]): Response {
  const { scriptName, pathInfo } = request;
  const heading = escapeHtml(`Index of ${scriptName}${pathInfo}`);
  const parent = pathInfo === '/' ? [] : ['../'];
  const items = [...parent, ...entries].map((entry) => {
    const href = entry === '../' ? entry : `./${percentEncodePath(nativeFromText(entry))}`;
    return `<li><a href="${escapeHtml(href)}">${escapeHtml(entry)}</a></li>\n`;
  });
  return new Response(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>${heading}</title>
<h1>${heading}</h1>
<ul>
${items.join('')}</ul>
</html>
`);
}
