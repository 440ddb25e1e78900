import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Progress, sizeText } from '../../src/cli/scan/progress.ts';

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stream, text: () => text };
}

describe('the progress of a scan', () => {
  it('is one line that is painted over, with files, size and speed', () => {
    let now = 0;
    const { stream, text } = terminal(true);
    const progress = new Progress(stream, 4, () => now);
    now = 1_000;
    progress.addBytes(3 * 1024 * 1024);
    now = 2_000;
    progress.fileDone();
    progress.clear();
    expect(text()).toContain('[......');
    expect(text()).toContain('[######..................] 1/4 files, 3.0 MiB, 1.5 MiB/s');
    expect(text().endsWith('\r\x1b[2K')).toBe(true);
    expect(text()).not.toContain('\n');
  });

  it('is not painted more often than it can be read', () => {
    const { stream, text } = terminal(true);
    const progress = new Progress(stream, 9, () => 5);
    for (let i = 0; i < 9; i += 1) progress.fileDone();
    expect(text().split('files')).toHaveLength(2);
  });

  it('writes nothing where nobody looks', () => {
    const { stream, text } = terminal(false);
    const progress = new Progress(stream, 1, () => 0);
    progress.addBytes(5);
    progress.fileDone();
    progress.clear();
    expect(text()).toBe('');
  });

  it('sizes are read by people', () => {
    expect([0, 1023, 1024, 1536, 5 * 1024 ** 3].map(sizeText)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '1.5 KiB',
      '5.0 GiB',
    ]);
  });
});
