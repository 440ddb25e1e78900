import { describe, expect, it } from 'vitest';
import { isLeftBoundary, PatternMatcher } from '../../../../src/core/detect/engine/pattern-matcher.ts';
import { Work } from '../../../../src/core/detect/engine/work.ts';
import { literal, row, run } from '../../../../src/core/detect/formats/rows.ts';

const base = { kind: 'k', vendor: null, source: 'https://example.com', confidence: 'high' } as const;

function match(text: string, format: Parameters<typeof row>[0]) {
  const bytes = Buffer.from(text);
  return new PatternMatcher([row(format)])
    .match(bytes, new Work(1e9))
    .map(({ start, end, confidence }) => `${bytes.toString('latin1', start, end)} ${confidence}`);
}

describe('PatternMatcher', () => {
  const fixed = { ...base, id: 'f', anchors: ['tok_'], parts: [run('alnum', 8)], nearMin: 6 };

  it('S2: takes the whole run, at low confidence where its length drifted', () => {
    expect(match('tok_a1b2c3d4', fixed)).toEqual(['tok_a1b2c3d4 high']);
    expect(match('tok_a1b2c3', fixed)).toEqual(['tok_a1b2c3 low']);
    expect(match('tok_a1b2c3d4e5', fixed)).toEqual(['tok_a1b2c3d4e5 low']);
    expect(match('tok_a1b2c', fixed)).toEqual([]);
    expect(match('tok_a1b2c3d4e5', { ...fixed, exact: true })).toEqual([]);
  });

  it('S2: a full stop behind a value is no part of it', () => {
    expect(match('tok_a1.b2c3. Next', { ...fixed, parts: [run('dotted', 7)] })).toEqual(['tok_a1.b2c3 high']);
  });

  it('S2: walks parts in order and never back', () => {
    const parts = {
      ...base,
      id: 'p',
      anchors: ['SG.'],
      parts: [run('alnum', 2, 4), literal('.'), run('alnum', 3)],
    };
    expect(match('SG.ab.c1d', parts)).toEqual(['SG.ab.c1d high']);
    expect(match('SG.abcde.c1d', parts)).toEqual([]);
    expect(match('SG.ab-c1d', parts)).toEqual([]);
  });

  it('S2: glue decides what may stand on the left', () => {
    expect(match('xtok_a1b2c3d4', fixed)).toHaveLength(1);
    expect(match('xtok_a1b2c3d4', { ...fixed, glue: 'word' })).toEqual([]);
    expect(match('\\ntok_a1b2c3d4', { ...fixed, glue: 'word' })).toHaveLength(1);
    expect(match(`${'A'.repeat(600)}tok_a1b2c3d4`, { ...fixed, glue: 'blob' })).toEqual([]);
    expect(match(`${'A'.repeat(30)}tok_a1b2c3d4`, { ...fixed, glue: 'blob' })).toHaveLength(1);
  });

  it('S2: an anchor that is context is no part of the value', () => {
    expect(match('Key=a1b2c3d4', { ...fixed, anchors: ['Key='], anchorIsContext: true })).toEqual([
      'a1b2c3d4 high',
    ]);
  });

  it('X19: finds one value, not one per anchor inside it', () => {
    expect(
      match(`tok_${'tokk'.repeat(100)}`, { ...fixed, anchors: ['tok'], parts: [run('word', 8, 1_000)] }),
    ).toHaveLength(1);
  });

  it('S2: an escape before a value is no letter of a word', () => {
    for (const before of ['\\n', '%3D', '\\u0022', ' ', '=', '']) {
      expect(isLeftBoundary(Buffer.from(`${before}x`), before.length), before).toBe(true);
    }
    for (const before of ['n', 'a_', 'ab3D'])
      expect(isLeftBoundary(Buffer.from(`${before}x`), before.length), before).toBe(false);
  });
});
