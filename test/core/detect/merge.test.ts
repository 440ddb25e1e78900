import { describe, expect, it } from 'vitest';
import type { Detector } from '../../../src/core/detect/finding.ts';
import { mergeFindings } from '../../../src/core/detect/merge.ts';

function finding(detector: Detector, value: string, start: number, end: number, ...decodedVia: string[]) {
  return { detector, matched: Buffer.from(value), start, end, decodedVia };
}

describe('mergeFindings', () => {
  it('S20: one value at one place keeps its shortest chain and the union of the spans', () => {
    const merged = mergeFindings([
      finding('known_secrets', 'v', 5, 9, 'base64', 'hex'),
      finding('known_secrets', 'v', 4, 8, 'base64'),
    ]);
    expect(merged).toMatchObject([{ decodedVia: ['base64'], start: 4, end: 9 }]);
  });

  it('S20: the same value at two places is two findings', () => {
    expect(
      mergeFindings([finding('known_secrets', 'v', 0, 4), finding('known_secrets', 'v', 8, 20, 'hex')]),
    ).toHaveLength(2);
  });

  it('S21: a secret wins over a pattern that saw the same bytes', () => {
    const merged = mergeFindings([finding('token_patterns', 'v', 0, 4), finding('known_secrets', 'v', 0, 4)]);
    expect(merged).toMatchObject([{ detector: 'known_secrets' }]);
  });

  it('S6: a pattern inside another finding is part of it, a secret is kept', () => {
    const outer = finding('token_patterns', 'abcdef', 0, 6);
    expect(mergeFindings([outer, finding('token_patterns', 'bc', 1, 3)])).toEqual([outer]);
    expect(mergeFindings([outer, finding('known_secrets', 'bc', 1, 3)])).toHaveLength(2);
    expect(mergeFindings([outer, finding('token_patterns', 'efgh', 4, 8)])).toHaveLength(2);
  });
});
