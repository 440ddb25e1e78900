/** What a character counts as once it is read as a person, or a lenient receiver, reads it. */
export interface Reading {
  /** ASCII text; empty: it is not seen at all. */
  readonly text: string;
  /** Stands in honest text too, and alone makes nothing worth a second look. */
  readonly common: boolean;
}

/** Letters of other scripts that look like Latin ones (Unicode Technical Standard 39, section 4, the common ones). */
// biome-ignore format: a table
const LETTERS: Readonly<Record<string, string>> = {
  а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', ѕ: 's', і: 'i', ј: 'j', ԁ: 'd', ԛ: 'q', ԝ: 'w',
  һ: 'h', ӏ: 'l', г: 'r', п: 'n', ү: 'y', А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P',
  С: 'C', Т: 'T', У: 'Y', Х: 'X', Ѕ: 'S', І: 'I', Ј: 'J', Ԛ: 'Q', Ԝ: 'W', Ү: 'Y', Ӏ: 'I', Ԍ: 'G', З: '3',
  ο: 'o', α: 'a', ν: 'v', ρ: 'p', ι: 'i', κ: 'k', υ: 'u', γ: 'y', χ: 'x', ϲ: 'c', ϳ: 'j', σ: 'o', Α: 'A', Β: 'B',
  Ε: 'E', Ζ: 'Z', Η: 'H', Ι: 'I', Κ: 'K', Μ: 'M', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T', Υ: 'Y', Χ: 'X', Ϲ: 'C',
  ı: 'i', ɑ: 'a', ɡ: 'g', ɩ: 'i', ʋ: 'v', օ: 'o', ո: 'n', ս: 'u', հ: 'h', Տ: 'S',
};

/** Dashes and slashes that NFKC leaves alone. */
// biome-ignore format: a table
const SIGNS: Readonly<Record<string, string>> = {
  '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-', '⁄': '/', '∕': '/', '∶': ':', '‚': ',', '․': '.',
};

/** [first, last] of characters that are not seen: default-ignorable ones (Unicode 15, DerivedCoreProperties), marks. */
const UNSEEN: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x300, 0x36f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x20d0, 0x20ff],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** [first, last] of characters with a compatibility mapping (NFKD) to ASCII, and whether honest text has them. */
const MAPPED: readonly (readonly [number, number, boolean])[] = [
  [0xa0, 0x24f, true],
  [0x1d2c, 0x1d7f, false],
  [0x1e00, 0x1eff, true],
  [0x2000, 0x206f, true],
  [0x2070, 0x209f, true],
  [0x2100, 0x218f, false],
  [0x2460, 0x24ff, false],
  [0x3000, 0x3000, true],
  [0xa7f2, 0xa7f9, false],
  [0xfb00, 0xfb06, false],
  [0xfe50, 0xfe6f, false],
  [0xff00, 0xff5e, false],
  [0x1d400, 0x1d7ff, false],
  [0x1f100, 0x1f16f, false],
  [0x1fbf0, 0x1fbf9, false],
];

function readings(): ReadonlyMap<number, Reading> {
  const found = new Map<number, Reading>();
  for (const [first, last, common] of MAPPED) {
    for (let point = first; point <= last; point++) {
      const text = String.fromCodePoint(point)
        .normalize('NFKD')
        .replace(/\p{Mn}/gu, '');
      if (/^[\x20-\x7e]{1,4}$/.test(text)) found.set(point, { text, common });
    }
  }
  for (const [table, common] of [
    [LETTERS, false],
    [SIGNS, true],
  ] as const) {
    for (const [character, text] of Object.entries(table)) {
      found.set(character.codePointAt(0) ?? 0, { text, common });
    }
  }
  for (const [first, last] of UNSEEN) {
    for (let point = first; point <= last; point++) found.set(point, { text: '', common: false });
  }
  return found;
}

const READINGS = readings();

/** Null: it is itself, and no part of a token. */
export function readingOf(point: number): Reading | null {
  if (point < KINDS_UP_TO && KINDS[point] === ITSELF) return null;
  return READINGS.get(point) ?? null;
}

const KINDS_UP_TO = 0x2_0000;
const ITSELF = 0;
const DISGUISED = 2;
/** Per character of the first two planes: 0 it is itself, 1 it has a reading that honest text has too, 2 it is disguised. */
const KINDS = new Uint8Array(KINDS_UP_TO);
for (const [point, { common }] of READINGS) {
  if (point < KINDS_UP_TO) KINDS[point] = common ? 1 : DISGUISED;
}

/** Does the character alone make text worth a second look? */
export function isDisguised(point: number): boolean {
  if (point < KINDS_UP_TO) return KINDS[point] === DISGUISED;
  return READINGS.get(point)?.common === false;
}

const FIRST_TAG = 0xe0020;
const LAST_TAG = 0xe007e;

/** Tag characters spell ASCII that no one sees; 0 where it is none. */
export function tagLetter(point: number): number {
  return point >= FIRST_TAG && point <= LAST_TAG ? point - 0xe0000 : 0;
}
