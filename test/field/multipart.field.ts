import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END, MultipartParser, type PartEvent } from '../../src/body/forms/multipart-parser.ts';
import { parsePartHead } from '../../src/body/forms/part-head.ts';
import { DEFAULT_BODY_LIMITS } from '../../src/body/limits.ts';
import { MediaType } from '../../src/headers/media-type.ts';
import { answerTo, bodyOf, fixtures, type MultipartVector } from '../support/multipart-vectors.ts';

const LONGEST_CUT_EVERYWHERE = 4500;
const LONGEST_READ_AT_EVERY_CUT = 220;
const CUTS_OF_LONGER_ONES = 30;

/** Each body once: the parsers have copied each other's fixtures. */
const distinct = [...new Map(fixtures.map((fixture) => [fixture.body_b64, fixture])).values()].filter(
  (fixture) => bodyOf(fixture).length > 0,
);

/** The parser's events for these chunks, with the content of each part joined, or the error's name. */
function parsed(boundary: string, chunks: readonly Buffer[]): unknown {
  const events: PartEvent[] = [];
  const parser = new MultipartParser(boundary, DEFAULT_BODY_LIMITS, parsePartHead);
  try {
    for (const chunk of chunks) parser.push(chunk, events);
    parser.end();
  } catch (error) {
    return (error as Error).name;
  }
  return events.map(described).join('');
}

function described(event: PartEvent): string {
  if (event === END) return '| end |';
  return 'isFile' in event ? `${event.name}: ${event.rawFilename} |` : event.toString('latin1');
}

function cutInTwo(body: Buffer, at: number): Buffer[] {
  return [body.subarray(0, at), body.subarray(at)];
}

/** Every offset of a short body, and some of a longer one. */
function borders({ length }: Buffer): number[] {
  const step = length <= LONGEST_READ_AT_EVERY_CUT ? 1 : Math.ceil(length / CUTS_OF_LONGER_ONES);
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
}

describe('a multipart body in chunks', () => {
  it('is parsed alike wherever it is cut in two', () => {
    for (const fixture of distinct) {
      const body = bodyOf(fixture);
      const boundary = MediaType.parse(Buffer.from(fixture.contentType).toString('latin1'))?.boundary;
      if (boundary === undefined || body.length > LONGEST_CUT_EVERYWHERE) continue;
      const whole = parsed(boundary, [body]);
      for (let at = 0; at <= body.length; at++) {
        const cut = parsed(boundary, cutInTwo(body, at));
        if (JSON.stringify(cut) !== JSON.stringify(whole)) expect([fixture.id, at, cut]).toEqual(whole);
      }
    }
  });

  it('reads alike wherever it is cut in two', async () => {
    for (const fixture of distinct) {
      const body = bodyOf(fixture);
      const whole = await answerTo(fixture.contentType, [body]);
      for (const at of borders(body)) {
        const cut = await answerTo(fixture.contentType, cutInTwo(body, at));
        if (JSON.stringify(cut) !== JSON.stringify(whole)) expect([fixture.id, at, cut]).toEqual(whole);
      }
    }
  });

  it('reads alike byte by byte', async () => {
    for (const fixture of distinct) {
      const body = bodyOf(fixture);
      if (body.length > LONGEST_CUT_EVERYWHERE) continue;
      const bytewise = Array.from(body, (_, at) => body.subarray(at, at + 1));
      const whole = await answerTo(fixture.contentType, [body]);
      expect(await answerTo(fixture.contentType, bytewise), fixture.id).toEqual(whole);
    }
  });

  it('reads alike in three chunks, wherever they are cut', async () => {
    const fixture = fc.constantFrom<MultipartVector>(...distinct);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fixture, share, share, async (given, one, other) => {
        const body = bodyOf(given);
        const [first = 0, second = 0] = [one, other]
          .map((at) => Math.floor(at * body.length))
          .sort((a, b) => a - b);
        const chunks = [body.subarray(0, first), body.subarray(first, second), body.subarray(second)];
        expect(await answerTo(given.contentType, chunks)).toEqual(await answerTo(given.contentType, [body]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('parsePartHead', () => {
  it('reads any text, or refuses it as malformed', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'Content-Disposition: form-data; ',
        'name=',
        'filename*=',
        '"',
        '\\',
        ';',
        '=',
        ':',
        '\r\n',
        ' ',
        'a',
        "'",
        '%',
        '\0',
        '\xff',
      ),
    });
    fc.assert(
      fc.property(text, (native) => {
        try {
          expect(parsePartHead(native).name).toBeTypeOf('string');
        } catch (error) {
          expect((error as Error).name).toBe('BadRequestError');
        }
      }),
    );
  });
});
