import { describe, expect, it } from 'vitest';
import { AnchorIndex } from '../../../src/core/detect/engine/anchor-index.ts';
import { CLASSES, type ClassName } from '../../../src/core/detect/engine/byte-class.ts';
import { LiteralSet } from '../../../src/core/detect/engine/literal-set.ts';
import { PatternMatcher } from '../../../src/core/detect/engine/pattern-matcher.ts';
import { Work } from '../../../src/core/detect/engine/work.ts';
import { FORMATS } from '../../../src/core/detect/formats/index.ts';
import { inspect, type LocalFinding } from '../../../src/core/detect/inspect.ts';
import { KnownSecrets } from '../../../src/core/detect/known/known-secrets.ts';
import { variantsOf } from '../../../src/core/detect/known/variants.ts';
import { AhoCorasick } from './aho-corasick.ts';
import { ALNUM, BOTH, ENCODERS, randomFrom, randomText, secretOf } from './support.ts';

const random = randomFrom(2_026);
const pick = <T>(list: readonly T[]): T => {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error('an empty list');
  return item;
};
const unbounded = () => new Work(Number.POSITIVE_INFINITY);

const formats = FORMATS.filter(({ family }) => family === 'credentials' || family === 'keys');
const anchors = formats.flatMap((format) =>
  format.anchors.map((text) => ({ text, ignoreCase: format.ignoreCase === true })),
);
const values = Array.from({ length: 40 }, (_, index) =>
  randomText(random, 16 + (index % 30), `${ALNUM}_-+/`),
);

/** A token of one of the formats that consist of parts. */
function token(): string {
  const format = pick(formats);
  if (format.shape !== 'parts') return token();
  const parts = format.parts.map((part) =>
    'literal' in part ? part.literal : randomText(random, Math.min(part.max, 300), membersOf(part.run)),
  );
  return pick(format.anchors) + parts.join('');
}

function membersOf(name: ClassName): string {
  return [...CLASSES[name]].map((member, byte) => (member === 1 ? String.fromCharCode(byte) : '')).join('');
}

const PLAIN = [
  () => randomText(random, 1 + Math.floor(random() * 30), 'abcdefghijklmnopqrstuvwxyz'),
  () => randomText(random, 8 + Math.floor(random() * 90), `${ALNUM}+/`),
  () => randomText(random, 32, '0123456789abcdef'),
  () =>
    pick([' ', '\n', '\\n', '","', '=', ': ', '&', '/', '.', '--', '%20', '\\"', '</a>', 'é', '-----BEGIN ']),
  () => pick(anchors).text.slice(0, 1 + Math.floor(random() * 9)),
  () => pick(anchors).text,
];

/** Text of all kinds, with values and tokens here and there, some of them encoded. */
function text(): Buffer {
  const pieces = Array.from({ length: 2 + Math.floor(random() * 18) }, () => {
    const kind = random();
    if (kind < 0.86) return Buffer.from(pick(PLAIN)());
    let hidden: Buffer = Buffer.from(kind < 0.93 ? pick(values) : token());
    for (let chance = random(); chance < 0.5; chance += random())
      hidden = pick(Object.values(ENCODERS))(hidden);
    return hidden;
  });
  return Buffer.concat(pieces);
}

const texts = Array.from({ length: 2_000 }, text);

describe('the engine and its oracle', () => {
  it('S2: every anchor is found where an automaton finds it, at any alignment', () => {
    const exact = new AhoCorasick(
      anchors.map(({ text: anchor, ignoreCase }) =>
        Buffer.from(ignoreCase ? anchor.toLowerCase() : anchor, 'latin1'),
      ),
    );
    const index = new AnchorIndex(anchors);
    for (const [number, original] of texts.entries()) {
      const bytes = Buffer.concat([Buffer.alloc(number % 5), original]).subarray(number % 5);
      const found: string[] = [];
      index.scan(bytes, unbounded(), (anchor, at) => found.push(`${anchor}@${at}`));
      const lower = Buffer.from(
        bytes.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
        'latin1',
      );
      const expected = [
        ...exact.find(bytes).filter((hit) => anchors[Number.parseInt(hit, 10)]?.ignoreCase === false),
        ...exact.find(lower).filter((hit) => anchors[Number.parseInt(hit, 10)]?.ignoreCase === true),
      ];
      expect(found.sort()).toEqual(expected.sort());
    }
  });

  it('S3: every form of a known value is found where an automaton finds it', () => {
    const forms = values.flatMap((value) => variantsOf(Buffer.from(value)).map(({ bytes }) => bytes));
    const automaton = new AhoCorasick(forms);
    const set = new LiteralSet(forms);
    let total = 0;
    for (const bytes of texts) {
      const found: string[] = [];
      set.scan(bytes, unbounded(), (literal, at) => found.push(`${literal}@${at}`));
      expect(found.sort()).toEqual(automaton.find(bytes));
      total += found.length;
    }
    expect(total).toBeGreaterThan(500);
  });
});

describe('the gates before the decoders', () => {
  const patterns = new PatternMatcher(formats);
  const known = new KnownSecrets(values.map((value, index) => secretOf(value, `V${index}`)));
  /** A value that is no text makes every run be decoded: the same search without its gates. */
  const ungated = new KnownSecrets([...known.all, secretOf(Buffer.alloc(20, 1), 'BINARY')]);
  const inspection = { detectors: BOTH, foldCase: false, isShort: true };

  function findings(bytes: Buffer, secrets: KnownSecrets): readonly LocalFinding[] {
    return inspect(bytes, { patterns, known: secrets }, inspection, unbounded());
  }
  // Where, how and with how much around it a value in two shapes is found may differ; that it is found may not.
  // Vendors' tokens are not looked for backwards; control characters about them may show them all the same.
  const counts = ({ detector, decodedVia }: LocalFinding) =>
    detector === 'known_secrets' || !decodedVia.includes('reversed');
  const valuesOf = (found: readonly LocalFinding[]) =>
    [...new Set(found.filter(counts).map(({ matched }) => matched.toString('latin1')))].sort();

  it('X1: leave out nothing that is found without them', () => {
    let total = 0;
    for (const bytes of texts) {
      const gated = valuesOf(findings(bytes, known));
      for (const value of valuesOf(findings(bytes, ungated))) {
        expect(gated.filter((other) => other.includes(value) || value.includes(other))).not.toEqual([]);
      }
      total += gated.length;
    }
    expect(total).toBeGreaterThan(1_000);
  });
});
