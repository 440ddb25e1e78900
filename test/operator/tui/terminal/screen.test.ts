import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Screen } from '../../../../src/operator/tui/terminal/screen.ts';
import { ENTER, LEAVE } from '../../../../src/operator/tui/terminal/sequences.ts';

function screen() {
  const written: string[] = [];
  const of = new Screen((text) => written.push(text));
  return { of, written, take: () => written.splice(0).join('') };
}

describe('the screen', () => {
  it('writes only the rows that changed, each to its place', () => {
    const { of, take } = screen();
    of.enter();
    of.show('one\ntwo\nthree');
    take();
    of.show('one\n2\nthree');
    expect(take()).toBe('\x1b[?2026h\x1b[2;1H\x1b[0m\x1b[K2\x1b[?2026l');
    of.show('one\n2\nthree');
    expect(take()).toBe('');
  });

  it('clears rows that the next frame does not have', () => {
    const { of, take } = screen();
    of.enter();
    of.show('one\ntwo');
    take();
    of.show('one');
    expect(take()).toContain('\x1b[2;1H\x1b[0m\x1b[K');
  });

  it('paints all again when asked, and nothing while another has the terminal', () => {
    const { of, take } = screen();
    of.enter();
    of.show('one');
    take();
    of.repaint();
    expect(take()).toMatch(/\x1b\[2J.*one/);
    of.leave();
    expect(take()).toBe(LEAVE);
    of.show('two');
    of.repaint();
    of.ring();
    expect(take()).toBe('');
    of.enter();
    const entered = take();
    expect(entered.startsWith(ENTER)).toBe(true);
    expect(entered).toContain('two');
  });

  it('is left once', () => {
    const { of, written } = screen();
    of.leave();
    of.enter();
    of.leave();
    of.leave();
    expect(written.filter((text) => text === LEAVE)).toHaveLength(1);
  });

  it('U1: whatever a frame holds, only colours and our own sequences get through', () => {
    const hostile = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom(
            '\x1b[2J',
            '\x1b]52;c;eA==\x07',
            '\x1bc',
            '\x1bP1$r\x1b\\',
            '\x9b31m',
            '\x1b[6n',
            '\x1b[31m',
            '\n',
            '\r',
            '\x07',
            '\u202e',
          ),
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, (frame) => {
        const { of, take } = screen();
        of.enter();
        take();
        of.show(frame);
        const rest = take().replaceAll(/\x1b\[(?:[0-9;]*m|K|[0-9]+;1H|\?2026[hl])/g, '');
        expect(rest).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 500 },
    );
  });
});
