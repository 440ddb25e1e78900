import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../src/core/detect/formats/index.ts';

describe('the format table', () => {
  const own = FORMATS.filter(({ companionOf }) => companionOf === undefined);

  it('S2: has at least 150 formats of their own, no two with one id', () => {
    expect(own.length).toBeGreaterThanOrEqual(150);
    expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  });

  it('S2: companions belong to a row', () => {
    const ids = new Set(own.map(({ id }) => id));
    for (const { companionOf } of FORMATS) if (companionOf !== undefined) expect(ids).toContain(companionOf);
  });

  it('S2: a strong prefix has a shortest length that is still found', () => {
    const without = own.filter(
      (format) =>
        format.shape === 'parts' &&
        format.glue === 'any' &&
        format.exact !== true &&
        format.nearMin === undefined,
    );
    expect(without.map(({ id }) => id)).toEqual([]);
  });
});
