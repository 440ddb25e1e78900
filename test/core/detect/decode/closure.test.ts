import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { closure } from '../../../../src/core/detect/decode/closure.ts';
import { trace } from '../../../../src/core/detect/decode/view.ts';
import { BudgetSpent, Work } from '../../../../src/core/detect/engine/work.ts';
import { ENCODERS } from '../support.ts';

const VALUE = 'needle-Zk3vWq8TnL5yRb2XdC7m';
const OPTIONS = { depth: 5, shortestRun: 24, margin: 512, backwards: false };

/** Chains by which the value comes out of a text, with what stands at their spans. */
function reached(text: Buffer, options = OPTIONS): readonly { chain: string; source: string }[] {
  const found: { chain: string; source: string }[] = [];
  for (const view of closure(text, options, new Work(1e9))) {
    const at = view.bytes.indexOf(VALUE);
    if (at < 0) continue;
    const { chain, start, end } = trace(view, at, at + VALUE.length);
    found.push({ chain: chain.join('>'), source: text.toString('latin1', start, end) });
  }
  return found;
}

const encode = (...names: readonly string[]): Buffer =>
  names.reduce<Buffer>((bytes, name) => ENCODERS[name]?.(bytes) ?? bytes, Buffer.from(VALUE));

describe('closure', () => {
  it.each([
    [['base64'], 'base64'],
    [['hex'], 'hex'],
    [['percent'], 'percent'],
    [['json'], 'json'],
    [['utf16'], 'utf16'],
    [['gzip'], 'base64>gzip'],
    [['base64', 'hex'], 'hex>base64'],
    [['hex', 'base64', 'percent'], 'percent>base64>hex'],
    [['percent', 'percent', 'percent', 'percent', 'percent'], 'percent>percent>percent>percent>percent'],
  ] as const)('X1: undoes %j', (names, chain) => {
    const encoded = encode(...names);
    const text = Buffer.concat([Buffer.from('some text: '), encoded, Buffer.from(' and more')]);
    const found = reached(text).find((one) => one.chain === chain);
    expect(found).toBeDefined();
    if (chain === 'base64>gzip') return;
    expect(Buffer.from(found?.source ?? '', 'latin1').length).toBeGreaterThanOrEqual(encoded.length - 2);
  });

  it('X1: the alphabet that was used names the step', () => {
    const value = Buffer.from(`???>>>${VALUE}`);
    const found = (encoding: BufferEncoding) => reached(Buffer.from(value.toString(encoding)));
    expect(found('base64')[0]?.chain).toBe('base64');
    const text = Buffer.from(`${VALUE}`);
    expect(reached(Buffer.from(text.toString('base64url')))[0]?.chain).toMatch(/^base64/);
  });

  it('X1: wrapped base64 is decoded over its line breaks', () => {
    const lines = Buffer.from(`${'x'.repeat(50)}${VALUE}${'y'.repeat(80)}`)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n');
    const [found] = reached(Buffer.from(lines));
    expect(found?.chain).toBe('base64');
    expect(Buffer.from(found?.source.replace(/\s/g, '') ?? '', 'base64').length).toBeGreaterThanOrEqual(
      VALUE.length,
    );
  });

  it('X1: goes no deeper than it is told, and backwards only where it is told', () => {
    expect(reached(encode('percent', 'percent', 'percent'), { ...OPTIONS, depth: 2 })).toEqual([]);
    const backwards = ENCODERS.reversed?.(encode('percent')) ?? Buffer.alloc(0);
    expect(reached(backwards)).toEqual([]);
    expect(reached(backwards, { ...OPTIONS, backwards: true })[0]?.chain).toBe('reversed>percent');
  });

  it('X2 I3: gzip inside base64 is found behind other text, and ends the inspection where it grows past its cap', () => {
    const inner = gzipSync(`xx ${VALUE}`).toString('base64');
    expect(reached(Buffer.from(`data/${inner}`)).map(({ chain }) => chain)).toContain('base64>gzip');
    const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024)).toString('base64');
    expect(() => [...closure(Buffer.from(bomb), OPTIONS, new Work(1e9))]).toThrow(BudgetSpent);
  });

  it('X1: UTF-16 and UTF-32 of either byte order are read without a mark', () => {
    const little = Buffer.from(VALUE, 'utf16le');
    for (const bytes of [
      little,
      Buffer.concat([Buffer.from([0]), little.subarray(0, -1)]),
      Buffer.from(little.toString('latin1'), 'utf16le'),
    ]) {
      expect(reached(Buffer.concat([Buffer.from([0xff, 0xfe]), bytes])).length).toBeGreaterThan(0);
    }
  });
});
