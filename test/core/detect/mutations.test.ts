import { describe, expect, it } from 'vitest';
import { CLASSES, type ClassName } from '../../../src/core/detect/engine/byte-class.ts';
import type { Detector } from '../../../src/core/detect/finding.ts';
import type { Part, PartsFormat } from '../../../src/core/detect/format.ts';
import { FORMATS } from '../../../src/core/detect/formats/index.ts';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import { BODIES, DISGUISES, FIELDS, MUTATORS, STEPS_OF_BODY } from './mutators.ts';
import {
  ALNUM,
  BOTH,
  isFieldText,
  NOTHING_SAFE,
  randomFrom,
  randomText,
  requestOf,
  scannerFor,
  secretOf,
} from './support.ts';

/** `DECANT_MUTATIONS=100000` is the long mode; `DECANT_SEED` draws others. */
const RUNS = Number(process.env.DECANT_MUTATIONS ?? 3_000);
const SEED = Number(process.env.DECANT_SEED ?? 11);
const STEPS_FOR_PATTERNS = 3;
const MOST_ENCODERS = 3;
/** A value of fewer bytes makes base64 too short to be told from words. */
const SHORTEST = 18;

const random = randomFrom(SEED);
const secret = randomText(random, 32, `${ALNUM}_-`);
const scanner = scannerFor(secretOf(secret));

function pick<T>(from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

const isSeen = (request: CanonicalRequest, by: Detector): boolean =>
  scanner.scan(request, BOTH, NOTHING_SAFE).findings.some(({ detector }) => detector === by);

/** A value of a random format that is found as it stands; some need what stands around them, and are drawn again. */
const VENDORS = FORMATS.filter(
  (format): format is PartsFormat =>
    format.shape === 'parts' && (format.family === 'credentials' || format.family === 'keys'),
);

function membersOf(name: ClassName): string {
  return [...CLASSES[name]].map((member, byte) => (member === 1 ? String.fromCharCode(byte) : '')).join('');
}

function partText(part: Part): string {
  if ('literal' in part) return part.literal;
  const length = part.min + Math.floor(random() * (part.max - part.min + 1));
  return randomText(random, Math.min(length, 400), membersOf(part.run)).replace(/[.=]$/, 'x');
}

function drawValue(): { readonly id: string; readonly text: string } {
  for (;;) {
    const format = pick(VENDORS);
    const text = `${pick(format.anchors)}${format.parts.map(partText).join('')}`;
    if (text.length >= SHORTEST && isSeen(requestOf({ body: text }), 'token_patterns')) {
      return { id: format.id, text };
    }
  }
}

interface Trial {
  readonly name: string;
  readonly request: CanonicalRequest;
}

function drawTrial(id: string, text: string, mostSteps: number): Trial {
  let bytes: Buffer = Buffer.from(text);
  let steps = 0;
  const names: string[] = [];
  const wanted = 1 + Math.floor(random() * MOST_ENCODERS);
  const places = { ...BODIES };
  const place = pick([...Object.keys(FIELDS), ...Object.keys(places)]);
  const left = mostSteps - (STEPS_OF_BODY[place] ?? 0);
  while (names.length < wanted) {
    const name = pick(Object.keys(MUTATORS));
    const mutator = MUTATORS[name];
    if (mutator === undefined || steps + mutator.steps > left) {
      if (steps >= left - 1) break;
      continue;
    }
    bytes = mutator.write(bytes);
    steps += mutator.steps;
    names.push(name);
  }
  const field = FIELDS[place];
  const inField = field !== undefined && isFieldText(bytes);
  const body = BODIES[place] ?? BODIES.raw;
  if (body === undefined) throw new Error('no place');
  const request = inField ? field(bytes.toString('latin1')) : body(bytes);
  return { name: `${id} ${names.join('>')} @${inField || place in BODIES ? place : 'raw'}`, request };
}

function rateOf(count: number, draw: () => Trial, by: Detector): number {
  const missed: string[] = [];
  for (let run = 0; run < count; run++) {
    const { name, request } = draw();
    if (!isSeen(request, by)) missed.push(`run ${run}: ${name}`);
  }
  for (const line of missed.slice(0, 200)) console.warn(`missed, seed ${SEED}, ${line}`);
  console.info(`${by}: ${count - missed.length} of ${count} mutations found`);
  return (count - missed.length) / count;
}

describe('values that are written differently', () => {
  it('S2 C14 X1: vendors’ values are found through up to three steps on every surface', () => {
    const draw = () => {
      const { id, text } = drawValue();
      return drawTrial(id, text, STEPS_FOR_PATTERNS);
    };
    expect(rateOf(RUNS, draw, 'token_patterns')).toBeGreaterThanOrEqual(0.999);
  }, 1_800_000);

  it('S3 C14 X1: a known secret is found through up to three encoders on every surface', () => {
    const count = Math.ceil(RUNS / 3);
    expect(rateOf(count, () => drawTrial('known', secret, 5), 'known_secrets')).toBeGreaterThanOrEqual(0.999);
  }, 1_800_000);

  it.each(Object.keys(DISGUISES))('X3: %s hide no value', (name) => {
    const missed: string[] = [];
    for (let run = 0; run < 60; run++) {
      const { id, text } = drawValue();
      // What is not one word is not written in look-alikes as a whole.
      if (!/^[\x21-\x7e]+$/.test(text)) continue;
      for (const [value, by] of [
        [text, 'token_patterns'],
        [secret, 'known_secrets'],
      ] as const) {
        const disguised = DISGUISES[name]?.(value) ?? value;
        const utf8 = Buffer.from(disguised);
        const places = [
          requestOf({ headers: [{ name: 'X-Thing', value: utf8.toString('latin1') }] }),
          requestOf({ path: `/v1?q=${encodeURIComponent(disguised)}` }),
          requestOf({ body: JSON.stringify({ a: `say: ${disguised}` }) }),
        ];
        for (const [index, request] of places.entries()) {
          if (!isSeen(request, by)) missed.push(`${by} ${id} at ${index}`);
        }
      }
    }
    expect(missed).toEqual([]);
  });

  it('X3: a host’s letters may have lost their case', () => {
    const id = `AKIA${randomText(random, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`;
    expect(isSeen(requestOf({ authority: `${id.toLowerCase()}.evil.example` }), 'token_patterns')).toBe(true);
  });

  it('X3: separators and control characters in a field hide no known secret', () => {
    for (const separator of [' ', '-', '.', ',', ':', '|', '\t', '\x01']) {
      const value = (secret.match(/.{1,3}/g) ?? []).join(separator);
      if (secret.includes(separator)) continue;
      const request = requestOf({ headers: [{ name: 'X-Thing', value: `it is ${value}` }] });
      expect(isSeen(request, 'known_secrets'), JSON.stringify(separator)).toBe(true);
    }
  });

  it('X4 C15: a secret is found at every split in two fields', () => {
    const missed: string[] = [];
    for (let cut = 1; cut < secret.length; cut++) {
      const [a, b] = [secret.slice(0, cut), secret.slice(cut)];
      const requests: Readonly<Record<string, CanonicalRequest>> = {
        query: requestOf({ path: `/v1?a=${a}&b=${b}` }),
        path: requestOf({ path: `/v1/${a}/${b}` }),
        cookie: requestOf({ headers: [{ name: 'Cookie', value: `a=${a}; b=${b}` }] }),
        headers: requestOf({
          headers: [
            { name: 'X-A', value: a },
            { name: 'X-B', value: b },
          ],
        }),
        json: requestOf({ body: JSON.stringify({ a, b }) }),
        multipart: requestOf({
          headers: [{ name: 'content-type', value: 'multipart/form-data; boundary=q' }],
          body: [a, b]
            .map((v, i) => `--q\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\n${v}\r\n`)
            .join(''),
        }),
      };
      for (const [place, request] of Object.entries(requests)) {
        if (!isSeen(request, 'known_secrets')) missed.push(`${place} at ${cut}`);
      }
    }
    expect(missed).toEqual([]);
  });
});
