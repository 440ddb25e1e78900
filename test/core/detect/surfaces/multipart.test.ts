import { describe, expect, it } from 'vitest';
import { bodyParts, boundaryOf } from '../../../../src/core/detect/surfaces/multipart.ts';

const text =
  '--b1\r\nContent-Disposition: form-data; name="one"\r\n\r\nAAA\r\n--b1\r\nContent-Disposition: form-data; filename=two.txt\r\n\r\nBBB\r\n--b1--\r\n';

describe('multipart', () => {
  it('S2: parts have names and contents', () => {
    const bytes = Buffer.from(text);
    expect(
      [...bodyParts(bytes, 'b1')].map(
        ({ name, content }) => `${name}=${bytes.toString('latin1', content.start, content.end)}`,
      ),
    ).toEqual(['one=AAA', 'two.txt=BBB']);
  });

  it('X8: a missing end, a missing head or a foreign boundary fails nothing', () => {
    expect([...bodyParts(Buffer.from('--b1\r\nrubbish without head'), 'b1')]).toHaveLength(1);
    expect([...bodyParts(Buffer.from(text), 'zz')]).toEqual([]);
    expect([...bodyParts(Buffer.from('--b1'.repeat(10_000)), 'b1')].length).toBeLessThanOrEqual(2_000);
  });

  it('S2: the boundary is read quoted and bare', () => {
    expect(boundaryOf('multipart/form-data; boundary=abc')).toBe('abc');
    expect(boundaryOf('multipart/mixed; charset=utf-8; boundary="a b"; x=y')).toBe('a b');
    expect(boundaryOf('text/plain; boundary=abc')).toBeNull();
  });
});
