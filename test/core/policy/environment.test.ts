import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/core/policy/environment.ts';

describe('readEnvironment', () => {
  it('S10: sets nothing where nothing is set, and an empty variable is unset', () => {
    const nothing = { overrides: { queueDirectory: null, bottle: null, timeoutSeconds: null }, problems: [] };
    expect(readEnvironment({})).toEqual(nothing);
    expect(
      readEnvironment({
        SUPERVISE_QUEUE_DIR: '',
        SUPERVISE_BOTTLE_SLUG: '',
        EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: '',
      }),
    ).toEqual(nothing);
  });

  it('S7: takes the queue as a path or as the file would name it', () => {
    const directory = (value: string) =>
      readEnvironment({ SUPERVISE_QUEUE_DIR: value }).overrides.queueDirectory;
    expect(directory('/run/queue')).toBe('/run/queue');
    expect(directory('queue')).toBe('queue');
    expect(directory('file:///run/queue')).toBe('/run/queue');
  });

  it.each(['1', '300', '0.5', '604800'])('S8: takes %s seconds', (text) => {
    const { overrides, problems } = readEnvironment({ EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: text });
    expect(overrides.timeoutSeconds).toBe(Number(text));
    expect(problems).toEqual([]);
  });

  it.each([
    '0',
    '-1',
    'abc',
    '1e3',
    'Infinity',
    'NaN',
    '0x10',
    ' 5',
    '5s',
    '604801',
    '.5',
    '5.',
    '00000000000000001',
    '٥',
  ])('C25: refuses %j seconds by the name of the variable', (text) => {
    const { overrides, problems } = readEnvironment({ EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: text });
    expect(overrides.timeoutSeconds).toBeNull();
    expect(problems.map(({ variable }) => variable)).toEqual(['EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS']);
  });

  it.each(['a b', '../x', '.x', '-x', 'x'.repeat(65), 'a/b', 'ä', 'a\nb'])(
    'C25: refuses the slug %j',
    (slug) => {
      const { problems } = readEnvironment({ SUPERVISE_BOTTLE_SLUG: slug });
      expect(problems.map(({ variable }) => variable)).toEqual(['SUPERVISE_BOTTLE_SLUG']);
    },
  );

  it.each(['file:', 'file://host/q', 'a\0b'])('C25: refuses the queue %j', (directory) => {
    const { problems } = readEnvironment({ SUPERVISE_QUEUE_DIR: directory });
    expect(problems.map(({ variable }) => variable)).toEqual(['SUPERVISE_QUEUE_DIR']);
  });
});
