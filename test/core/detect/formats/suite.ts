import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/core/detect/finding.ts';
import type { Format, NamedFormat, PartsFormat } from '../../../../src/core/detect/format.ts';
import { Scanner } from '../../../../src/core/detect/scanner.ts';
import { membersOf, randomFrom, randomText } from './random.ts';

/** A scanner with every family on. */
const scanner = new Scanner({
  families: ['credentials', 'keys', 'payment', 'wallets'],
  secrets: [],
  decodedBytes: 0,
});

/** What is found in a text, wherever it came from. */
export function scan(text: string): readonly Finding[] {
  return scanner.scanBytes(Buffer.from(text, 'latin1'));
}

/** The kinds found in a text, in order. */
export function kindsIn(text: string): readonly string[] {
  return scan(text).map(({ kind }) => kind);
}

/** Values that a row's parts alone do not make: with a checksum, or an order of their own. */
export type Samples = Readonly<Record<string, (random: () => number) => string>>;

const DRAWS = 24;
/** So many of the drawn values may look like a word by chance. */
const UNLUCKY = 0.05;

/** Proves for each row that what the vendor makes is found, near misses at lower confidence, and others not at all. */
export function describeFormats(name: string, formats: readonly Format[], samples: Samples = {}): void {
  describe(name, () => {
    for (const format of formats) {
      it(`S2: ${format.id} has a source, dates and anchors that can be looked for`, () => {
        expect(format.source).toMatch(/^https:\/\/[a-z0-9.-]+\//);
        expect(format.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
        expect(format.verified ?? format.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
        for (const anchor of format.anchors) expect(anchor.length).toBeGreaterThanOrEqual(3);
      });
      const sample = samples[format.id];
      if (format.shape === 'parts') describeParts(format, sample);
      else if (isNamed(format)) describeNamed(format, sample);
      else describeCustom(format, sample);
    }
  });
}

function isNamed(format: Format): format is NamedFormat {
  return 'value' in format;
}

/** A random text of a format's parts; runs as long as the row says, or as `length` says for the last one. */
function drawn(format: PartsFormat, random: () => number, lastLength?: number): string {
  const body = format.parts.map((part, index) => {
    if ('literal' in part) return part.literal;
    const isLast = index === format.parts.length - 1;
    const some = part.min + Math.floor(random() * (Math.min(part.max, part.min + 60) - part.min + 1));
    return randomText(
      random,
      isLast && lastLength !== undefined ? lastLength : some,
      membersOf(part.run),
    ).replace(/[.=]$/, 'x');
  });
  return body.join('');
}

function describeParts(format: PartsFormat, sample?: (random: () => number) => string): void {
  const isContext = format.anchorIsContext === true;
  it(`S2: ${format.id} is found with every anchor, as it stands, in any surroundings`, () => {
    const random = randomFrom(format.id.length * 31 + 7);
    let missed = 0;
    let tried = 0;
    for (const anchor of format.anchors.slice(0, 60)) {
      for (let draw = 0; draw < DRAWS; draw++) {
        const value = sample === undefined ? anchor + drawn(format, random) : sample(random);
        const matched = isContext ? value.slice(anchor.length) : value;
        const texts = [`key: ${value}`, `{"k":"${value}"}`, `X=${value}\n`, value];
        const text = texts[draw % texts.length] ?? '';
        const found = scan(text).find((one) => covers(one, text, matched));
        tried++;
        if (found === undefined) missed++;
      }
    }
    expect(missed / tried).toBeLessThan(UNLUCKY);
  });
  if (format.nearMin !== undefined && sample === undefined) describeNearMisses(format, format.nearMin);
  if (format.glue === 'any' && sample === undefined) {
    it(`S2: ${format.id} needs no left boundary`, () => {
      const random = randomFrom(11);
      const hits = Array.from({ length: DRAWS }, () =>
        scan(`zz9${format.anchors[0]}${drawn(format, random)}`),
      );
      expect(hits.filter((found) => found.length === 0).length / DRAWS).toBeLessThan(UNLUCKY);
    });
  }
}

function describeNearMisses(format: PartsFormat, nearMin: number): void {
  const last = format.parts.at(-1);
  if (last === undefined || !('run' in last)) throw new Error(`${format.id} must end in a run`);
  const lengths = format.exact === true ? [nearMin, last.min - 1] : [nearMin, last.min - 1, last.max + 3];
  it.each(lengths)(`S2: ${format.id} with a last run of %i is found at lower confidence`, (length) => {
    const random = randomFrom(length);
    const found = Array.from({ length: DRAWS }, () => {
      const value = `${format.anchors[0]}${drawn(format, random, length)}`;
      return scan(`key: ${value} .`).filter(({ kind }) => kind === format.kind);
    });
    expect(found.filter((one) => one.length === 0).length / DRAWS).toBeLessThan(0.16);
    for (const one of found.flat()) expect(one.confidence).toBe('low');
  });
  it(`S2: ${format.id} much shorter than that is none`, () => {
    const random = randomFrom(17);
    const value = `${format.anchors[0]}${drawn(format, random, Math.max(0, nearMin - 1))}`;
    expect(kindsIn(`key: ${value} .`)).not.toContain(format.kind);
  });
}

function describeNamed(format: NamedFormat, sample?: (random: () => number) => string): void {
  const { run, min, max } = format.value;
  const draw = sample ?? ((random) => randomText(random, min, membersOf(run)).replace(/=/g, 'x'));
  it(`S2: ${format.id} is found behind its name, in code, JSON, a header and an environment file`, () => {
    const random = randomFrom(format.id.length);
    let missed = 0;
    let tried = 0;
    for (const name of format.anchors) {
      for (let round = 0; round < 4; round++) {
        const value = draw(random);
        for (const text of [
          `export ${name.toUpperCase()}=${value}\n`,
          `{"${name}": "${value}"}`,
          `${name}: ${value}\r\n`,
          `const ${name} = '${value}';`,
          JSON.stringify({ text: `{"${name}": "${value}"}` }),
          `?${name}=${value}&x=1`,
        ]) {
          tried++;
          if (!scan(text).some((one) => covers(one, text, value))) missed++;
        }
      }
    }
    expect(missed / tried).toBeLessThan(UNLUCKY);
  });
  it(`S2: ${format.id} without its name, of other lengths or as a placeholder is none`, () => {
    const random = randomFrom(3);
    const value = draw(random);
    const name = format.anchors[0] ?? '';
    for (const text of [
      value,
      `other = ${value}`,
      `${name}=${value.slice(0, Math.max(1, min - 1))}`,
      `${name}=${value}${'a'.repeat(max - min + 1)}`,
      `${name}=$${name.toUpperCase()}`,
      `${name}=${'x'.repeat(min)}`,
      `${name}`,
    ]) {
      expect(kindsIn(text), text).not.toContain(format.kind);
    }
  });
}

function describeCustom(format: Format, sample?: (random: () => number) => string): void {
  if (sample === undefined) return;
  it(`S2: ${format.id} is found wherever it stands`, () => {
    const random = randomFrom(format.id.length * 7);
    for (let draw = 0; draw < DRAWS; draw++) {
      const value = sample(random);
      for (const text of [`key: ${value} .`, `{"k":"${value}"}`, value])
        expect(kindsIn(text), text).toContain(format.kind);
    }
  });
}

function covers(finding: Finding, text: string, matched: string): boolean {
  return finding.matched.toString('latin1') === matched && text.slice(finding.start, finding.end) === matched;
}
