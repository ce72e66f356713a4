import { describe, expect, it } from 'vitest';
import * as factories from '../../src/deploy/factories.ts';

const { appFactory, compositeFactory, filterAppFactory, filterFactory, markOf, serverFactory, serverRunner } =
  factories;
const fail = (): never => {
  throw new Error('not called');
};

describe('factory marks', () => {
  it.each<[string, (factory: () => never) => unknown]>([
    ['app', appFactory],
    ['composite', compositeFactory],
    ['filter', filterFactory],
    ['filter-app', filterAppFactory],
    ['server', serverFactory],
    ['server-runner', serverRunner],
  ])('mark a function as a factory of the protocol %s', (protocol, mark) => {
    const factory = () => fail();
    expect(mark(factory)).toBe(factory);
    expect(markOf(factory)).toBe(protocol);
    expect(mark(factory)).toBe(factory);
  });

  it('are absent from other functions', () => {
    expect(markOf(fail)).toBeUndefined();
  });

  it('exclude each other', () => {
    const factory = appFactory(() => fail());
    expect(() => serverFactory(factory)).toThrow(
      new TypeError('serverFactory: the function is already marked with appFactory'),
    );
  });
});
