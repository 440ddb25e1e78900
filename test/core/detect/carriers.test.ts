import { brotliDecompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  ALNUM,
  BOTH,
  NOTHING_SAFE,
  randomFrom,
  randomText,
  requestOf,
  scannerFor,
  secretOf,
} from './support.ts';

const SECRET = 'Zq7vK2mX9pLw4RtY8sBn3Gh6';
const KEY = `sk-ant-api03-${randomText(randomFrom(1), 93, ALNUM)}AA`;
const SLACK = 'xoxb-392817465012-928374650192-QmZpXvLtRyWsKdJfHgBnCaEu';
const scanner = scannerFor(secretOf(SECRET));

function found(body: Buffer, coding?: string): readonly string[] {
  const headers = coding === undefined ? [] : [{ name: 'Content-Encoding', value: coding }];
  const { findings, verdict } = scanner.scan(requestOf({ headers, body }), BOTH, NOTHING_SAFE);
  expect(verdict).toBe('complete');
  return findings.map(({ matched, decodedVia }) => [matched.toString(), ...decodedVia].join(' via '));
}

/** A gzip member with a file name in its header (RFC 1952, 2.3.1), which decompression drops. */
function gzipNamed(name: string, content: string): Buffer {
  const plain = gzipSync(content);
  const head = Buffer.from(plain.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, Buffer.from(`${name}\0`), plain.subarray(10)]);
}

/** A brotli stream of one metadata block (RFC 7932, 9.2), which decompression skips, and nothing else. */
function brotliMetadata(text: string): Buffer {
  const data = Buffer.from(text);
  const length = data.length - 1;
  const bits = [0, 0, 1, 1, 0, 1, 0, ...Array.from({ length: 8 }, (_, bit) => (length >> bit) & 1), 0];
  const head = [0, 8].map((at) => bits.slice(at, at + 8).reduce((sum, bit, k) => sum | (bit << k), 0));
  return Buffer.concat([Buffer.from(head), data, Buffer.from([3])]);
}

describe('what a coding carries beside its content', () => {
  it('X7 S2 S3: the header of a gzip member is scanned', () => {
    expect(found(gzipNamed(`${SECRET} ${KEY}`, 'hello'), 'gzip')).toEqual([SECRET, KEY]);
  });

  it('X7: so is that of an inner layer', () => {
    expect(found(gzipSync(gzipNamed(SECRET, 'hello')), 'gzip, gzip')).toEqual([SECRET]);
  });

  it('X7: so is what brotli skips', () => {
    const body = brotliMetadata(`${SECRET} ${KEY}`);
    expect(brotliDecompressSync(body)).toHaveLength(0);
    expect(found(body, 'br')).toEqual([SECRET, KEY]);
  });
});

describe('gzip in base64', () => {
  const encoded = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64'));

  it('S6 C6 Q24: an approved value does not carry another one in the same member', () => {
    const body = encoded(gzipSync(`one ${SLACK} two ${KEY} three`));
    expect(found(body)).toEqual([`${SLACK} via base64 via gzip`, `${KEY} via base64 via gzip`]);
    const isSafe = ({ matched }: { matched: Buffer }) => matched.toString() === SLACK;
    const { findings, excused } = scanner.scan(requestOf({ body }), BOTH, isSafe);
    expect(findings.map(({ matched }) => matched.toString())).toEqual([KEY]);
    expect(excused).toHaveLength(1);
  });

  it('I3 C17: a member that grows too large is not inspected, and not passed either', () => {
    const body = encoded(gzipSync(`${SECRET}${' '.repeat(5_000_000)}`));
    expect(scanner.scan(requestOf({ body }), BOTH, NOTHING_SAFE).verdict).toBe('not_fully_inspected');
  });

  it('X2: a member with a name and text behind it, or without its end, is read as far as it goes', () => {
    const named = gzipNamed('n', '');
    const head = named.subarray(0, named.indexOf(0, 10) + 1);
    const content = deflateRawSync(`x ${SECRET} y`);
    const whole = Buffer.concat([head, content, Buffer.from('something else')]);
    expect(found(encoded(whole))).toEqual([`${SECRET} via base64 via gzip`]);
    const cut = gzipSync(`${SECRET} ${randomText(randomFrom(2), 400, ALNUM)}`).subarray(0, -40);
    expect(found(encoded(cut))).toEqual([`${SECRET} via base64 via gzip`]);
  });

  it('I8 X19: thousands of beginnings of members end in a refusal', () => {
    const run = `${Buffer.from(`1f8b0800000000000003${'41'.repeat(14)}`, 'hex').toString('base64')},`;
    const body = Buffer.from(run.repeat(20_000));
    expect(scanner.scan(requestOf({ body }), BOTH, NOTHING_SAFE).verdict).toBe('not_fully_inspected');
  });
});

describe('encodings at any place', () => {
  it('X1: a long run of base64 is read at every offset', () => {
    const filler = 'a few words of text '.repeat(4_000);
    const run = Buffer.from(`${filler}${KEY} ${filler}`).toString('base64');
    for (const before of ['', 'x', 'xx', 'xxx']) {
      expect(found(Buffer.from(`${before}${run}`)), before).toEqual([`${KEY} via base64`]);
    }
  });

  it('X3: stretches of wide text are found among many others, each at its own place', () => {
    const wide = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'utf16le'), Buffer.from([1, 1])]);
    const others = Array.from({ length: 3_000 }, (_, i) => wide(`stretch number ${i}`));
    const before = Buffer.concat(others);
    const body = Buffer.concat([before, wide(KEY), ...others]);
    const { findings, verdict } = scanner.scan(requestOf({ body }), BOTH, NOTHING_SAFE);
    expect(verdict).toBe('complete');
    expect(findings).toMatchObject([{ decodedVia: ['utf16'], end: before.length + KEY.length * 2 }]);
  });
});
