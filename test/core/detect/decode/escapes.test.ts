import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonEscapeViews, percentViews } from '../../../../src/core/detect/decode/escapes.ts';
import { surfaceView, trace } from '../../../../src/core/detect/decode/view.ts';
import { Work } from '../../../../src/core/detect/engine/work.ts';

const work = () => new Work(1e9);
const percent = (text: string, margin = 512) => percentViews(surfaceView(Buffer.from(text)), margin, work());
const json = (text: string, margin = 512) => jsonEscapeViews(surfaceView(Buffer.from(text)), margin, work());

describe('escapes', () => {
  it('S3: text without escapes costs no view', () => {
    expect(percent('100% of it, 5%zz')).toEqual([]);
    expect(json('{"a":"b\\n\\u4f60"}')).toEqual([]);
  });

  it('S3: percent escapes are undone once, and mapped back', () => {
    const text = 'a=%41b%2542&c';
    const [view] = percent(text);
    expect(view?.bytes.toString()).toBe('a=Ab%42&c');
    if (view === undefined) return;
    expect(trace(view, 2, 4)).toEqual({ chain: ['percent'], start: 2, end: 6 });
    expect(trace(view, 0, 9)).toEqual({ chain: ['percent'], start: 0, end: text.length });
  });

  it('S3: JSON escapes are undone, also of more than one byte', () => {
    const [view] = json('"\\u0041\\/\\"\\\\\\n\\u00e9z"');
    expect(view?.bytes.toString()).toBe('"A/"\\\né'.concat('z"'));
    if (view === undefined) return;
    expect(trace(view, 1, 3)).toEqual({ chain: ['json'], start: 1, end: 9 });
  });

  it('S3: only the surroundings of escapes are decoded', () => {
    const views = percent(`${'x'.repeat(2_000)}%41${'y'.repeat(3_000)}%42${'z'.repeat(2_000)}`);
    expect(views).toHaveLength(2);
    expect(views.every(({ bytes }) => bytes.length <= 1_026)).toBe(true);
  });

  it('S3: decoded bytes and spans agree with decodeURIComponent on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 80 }), fc.nat(), (plain, pick) => {
        const encoded = `%41${[...plain].map((c, i) => ((pick >> (i % 30)) & 1 || c === '%' ? `%${c.charCodeAt(0).toString(16).padStart(2, '0')}` : c)).join('')}`;
        const [view] = percent(encoded);
        expect(view?.bytes.toString('latin1')).toBe(decodeURIComponent(encoded));
        if (view === undefined || plain.length === 0) return;
        const at = 1 + (pick % plain.length);
        const { start, end } = trace(view, at, at + 1);
        expect(decodeURIComponent(encoded.slice(start, end))).toBe(plain[at - 1]);
      }),
    );
  });
});
