import { describe, expect, it } from 'vitest';
import * as headers from '../../src/headers.ts';
import vectors from '../vectors/standard/further-fields.json' with { type: 'json' };

const { contentDigest, deprecation, prefer, preferenceApplied, priority, rateLimit, rateLimitPolicy } =
  headers;
const { reprDigest, sunset, via } = headers;
const FIELDS: Readonly<Record<string, { parse(value: string | undefined): unknown }>> = {
  ...{ contentDigest, deprecation, prefer, preferenceApplied, priority, rateLimit, rateLimitPolicy },
  ...{ reprDigest, sunset, via },
};

describe('the examples of the standards', () => {
  it.each(vectors.cases)('$id: $field: $input', ({ field, input, expected }) => {
    expect(plain(FIELDS[field]?.parse(input))).toEqual(expected);
  });
});

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Map) return Object.fromEntries(part);
      return part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part;
    }),
  );
}
