/**
 * Media types that compress well: textual formats, and some uncompressed binary ones.
 *
 * @module
 */

const COMPRESSIBLE = new RegExp(
  [
    'text/(?!event-stream$).+',
    '.+\\+(?:json|xml|text|yaml)',
    'application/(?:.+-)?(?:json|javascript|ecmascript|xml|sql|yaml)',
    'application/(?:json5|json-seq|x-ndjson|jsonl|graphql|typescript|toml|rtf|tar|wasm|postscript|manifest|x-sh)',
    'application/(?:x-httpd-php|x-www-form-urlencoded|x-tar|vnd\\.ms-fontobject|vnd\\.apple\\.mpegurl)',
    'application/vnd\\.(?:dart|google-earth\\.kml|wap\\.wmlc)',
    'font/(?:ttf|otf|collection)',
    'application/(?:x-)?font-(?:ttf|otf|truetype|opentype|sfnt)',
    'image/(?:bmp|x-icon|x-ms-bmp|vnd\\.microsoft\\.icon|vnd\\.adobe\\.photoshop)',
    'message/(?:rfc822|imdn\\+xml)',
    'model/gltf-binary',
    'multipart/mixed',
  ]
    .map((type) => `^${type}$`)
    .join('|'),
);

/** Whether content of a media type, in lower case and without parameters, is worth compressing. */
export function isCompressible(type: string): boolean {
  return COMPRESSIBLE.test(type);
}
