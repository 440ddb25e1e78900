import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/operator/cell-width.ts';
import { own } from '../../../src/operator/safe-terminal-text.ts';
import { Screen } from '../../../src/operator/tui/terminal/screen.ts';
import { paletteFor } from '../../../src/operator/tui/view/palette.ts';
import { createRenderer } from '../../../src/operator/tui/view/render.tsx';
import { Desk, LARGE, open, SMALL, seconds } from './support/desk.ts';

const around = { palette: paletteFor('1'), allowedHosts: null, operator: own`ada` };

/** What the terminal would be sent for this screen. */
function framesOf(desk: Desk): { readonly frame: string; readonly bytes: string } {
  let frame = '';
  let bytes = '';
  const screen = new Screen((text) => {
    bytes += text;
  });
  screen.enter();
  bytes = '';
  const renderer = createRenderer(around, desk.state, (shown) => {
    frame = shown;
    screen.show(shown);
  });
  renderer.end();
  return { frame, bytes };
}

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '\x1b[2J',
        '\x1b]52;c;eA==\x07',
        '\x9b31m',
        '\x1bc',
        '\n',
        '\r',
        '\u202e',
        '\u200b',
        '字',
        '👩‍👩‍👧',
        '\u0351\u0352\u0353',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

describe('a rendered screen', () => {
  for (const size of [SMALL, LARGE]) {
    it(`has exactly the rows and columns of the terminal, at ${size.columns}x${size.rows}`, () => {
      const desk = new Desk([open(1, {}, [seconds(3)]), open(2)], size);
      for (const keys of [[], ['Enter'], ['a', 'x'], ['Tab'], ['Esc', 'Esc', 'Esc', '?'], ['?', 'h']]) {
        const { frame } = framesOf(desk.presses(...keys));
        const rows = frame.replaceAll(/\x1b\[[0-9;]*m/g, '').split('\n');
        expect(rows).toHaveLength(size.rows);
        for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(size.columns);
      }
    });
  }

  it('U1 U2 I7: whatever the fields hold, no control and no sequence but ours is sent', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), fc.boolean(), (text, isLarge, isAllow) => {
        const item = open(
          1,
          {
            tool: isAllow ? 'allow' : 'egress-token-allow',
            bottle: text || 'x',
            proposedFile: text,
            justification: text,
            details: { host: text, kind: text, path: text, secret_name: text, location: text, [text]: text },
          },
          [null],
        );
        const desk = new Desk([item], isLarge ? LARGE : SMALL).presses('Enter', 'a');
        const rest = framesOf(desk).bytes.replaceAll(/\x1b\[(?:[0-9;]*m|[0-9]+;1H|K|\?2026[hl])/g, '');
        expect(rest).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      }),
      { numRuns: 40 },
    );
  });
});
