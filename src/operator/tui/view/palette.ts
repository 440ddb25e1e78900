import type { TextProps } from 'ink';
import type { Tone } from './line.ts';

type Look = Pick<TextProps, 'color' | 'bold' | 'dimColor' | 'inverse' | 'underline'>;

/** How each tone looks. Colours are the terminal's own sixteen, so that they fit its light or dark background. */
export type Palette = Readonly<Record<Tone, Look>> & { readonly current: Look };

const COLOURED: Palette = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  warning: { color: 'yellow', bold: true },
  danger: { color: 'red', bold: true },
  key: { color: 'cyan', bold: true },
  caret: { inverse: true },
  current: { inverse: true, color: 'cyan' },
};

/** Weight alone: every meaning is in words or marks already. */
const COLOURLESS: Palette = {
  ...COLOURED,
  accent: { bold: true },
  good: { bold: true },
  warning: { bold: true },
  danger: { bold: true, underline: true },
  key: { bold: true, underline: true },
  current: { inverse: true },
};

/** In the row under the cursor the bar is the colour; only danger shows through it. */
export function lookOf(palette: Palette, tone: Tone, isCurrent: boolean): Look {
  if (!isCurrent || tone === 'danger') return palette[tone];
  return tone === 'plain' || tone === 'dim' ? {} : { bold: true };
}

/** @param noColor the variable NO_COLOR: any text but the empty one turns colours off (no-color.org) */
export function paletteFor(noColor: string | undefined): Palette {
  return noColor === undefined || noColor === '' ? COLOURED : COLOURLESS;
}
