import { describe, expect, it } from 'vitest';
import {
  crossOriginEmbedderPolicy,
  crossOriginOpenerPolicy,
  crossOriginResourcePolicy,
} from '../../src/headers/cross-origin-policies.ts';
import vectors from '../vectors/standard/cross-origin-policies.json' with { type: 'json' };

describe('crossOriginOpenerPolicy and crossOriginEmbedderPolicy', () => {
  it.each(vectors.cases)('$id: $input', ({ op, input, expected }) => {
    const field = op === 'opener' ? crossOriginOpenerPolicy : crossOriginEmbedderPolicy;
    expect(field.parse(input)).toBe(expected ?? undefined);
  });

  it('ignore parameters', () => {
    expect(crossOriginEmbedderPolicy.parse('credentialless; report-to="a"')).toBe('credentialless');
    expect(crossOriginOpenerPolicy.parse('noopener-allow-popups;report-to="a"')).toBe(
      'noopener-allow-popups',
    );
  });

  it('are written from known values', () => {
    expect(crossOriginOpenerPolicy.format('same-origin')).toBe('same-origin');
    expect(crossOriginEmbedderPolicy.format('require-corp')).toBe('require-corp');
    // @ts-expect-error
    expect(() => crossOriginEmbedderPolicy.format('same-origin')).toThrow(TypeError);
  });
});

describe('crossOriginResourcePolicy', () => {
  it.each(['same-origin', 'same-site', 'cross-origin'] as const)('can be %s', (value) => {
    expect(crossOriginResourcePolicy.parse(value)).toBe(value);
    expect(crossOriginResourcePolicy.format(value)).toBe(value);
  });

  it.each([
    undefined,
    '',
    'Same-Origin',
    'same',
    'same-origin, same-origin',
    'same-origin; a=1',
    '"same-site"',
  ])('ignores %j', (value) => {
    expect(crossOriginResourcePolicy.parse(value)).toBeUndefined();
  });
});
