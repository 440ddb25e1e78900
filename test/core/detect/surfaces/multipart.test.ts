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
    expect([...bodyParts(Buffer.from('no delimiter at all'), 'zz')].length).toBe(0);
    expect([...bodyParts(Buffer.from('--b1'.repeat(10_000)), 'b1')].length).toBeLessThanOrEqual(2_000);
  });

  it('S2: the boundary is read quoted and bare', () => {
    expect(boundaryOf('multipart/form-data; boundary=abc')).toBe('abc');
    expect(boundaryOf('multipart/mixed; charset=utf-8; boundary="a b"; x=y')).toBe('a b');
    expect(boundaryOf('text/plain; boundary=abc')).toBeNull();
  });
});

const contentsOf = (body: string, boundary: string): readonly string[] => {
  const bytes = Buffer.from(body);
  return [...bodyParts(bytes, boundary)].map(
    ({ name, content }) => `${name}=${bytes.toString('latin1', content.start, content.end)}`,
  );
};

describe('multipart that is not as it should be', () => {
  const part = (name: string, value: string) =>
    `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

  it('X8: preamble and epilogue are parts without a name', () => {
    const body = `before\r\n--b\r\n${part('a', '1')}--b--\r\nbehind`;
    expect(contentsOf(body, 'b')).toEqual(['null=before\r\n', 'a=1', 'null=behind']);
  });

  it('X8: a wrong boundary gives way to the one in use', () => {
    expect(contentsOf(`--real\r\n${part('a', '1')}--real--`, 'wrong')).toEqual(['a=1']);
  });

  it('X8: a part with a boundary of its own is taken apart too', () => {
    const inner = `Content-Type: multipart/mixed;\r\n boundary="in"\r\n\r\n--in\r\n${part('x', '1')}--in\r\n${part('y', '2')}--in--\r\n`;
    expect(contentsOf(`--out\r\n${inner}--out\r\n${part('z', '3')}--out--`, 'out')).toEqual(
      expect.arrayContaining(['x=1', 'y=2', 'z=3']),
    );
  });

  it('X8: an extended file name is shown decoded, bare line feeds separate too', () => {
    const body = `--b\nContent-Disposition: attachment; filename*=UTF-8''a%20b.txt\n\nv\n--b--`;
    expect(contentsOf(body, 'b')).toEqual(['a b.txt=v']);
  });

  it('I8 X19: a flood of delimiters or boundaries ends', () => {
    const heads = Array.from(
      { length: 3_000 },
      (_, i) => `--b\r\nContent-Type: multipart/mixed; boundary=b${i}\r\n\r\nx\r\n`,
    );
    expect(contentsOf(heads.join(''), 'b').length).toBeLessThanOrEqual(2_001);
    expect(contentsOf('\n--'.repeat(300_000), 'b')).toEqual([]);
  });
});
