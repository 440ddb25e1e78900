import { CLASSES, type ClassName, isAlnum } from '../engine/byte-class.ts';
import { isPlaceholder } from '../engine/placeholder.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { Family, FoundSpan, NamedFormat, Verdict } from '../format.ts';
import { looksRandom } from './checks.ts';
import { TABLE_DATE } from './rows.ts';

/** Quotes, colon, equals sign, arrow, blanks, and their JSON or percent-encoded forms between a name and its value. */
const NAME_GAP = 12;
const SCHEME_WORDS = ['Bearer', 'bearer', 'Token', 'token', 'Basic', 'ApiKey'];

interface NamedFields {
  readonly id: string;
  readonly kind: string;
  readonly vendor: string | null;
  /** Field names, words joined by `_`; they are also found joined by `-`, and in camel case. Letters of any case. */
  readonly names: readonly string[];
  readonly value: { readonly run: ClassName; readonly min: number; readonly max?: number };
  readonly source: string;
  readonly verified?: string;
  readonly family?: Family;
  readonly check?: (value: Buffer) => Verdict | null;
}

/**
 * A row for values without prefix or checksum: they are found only right behind their own name, as a whole run of the
 * alphabet with the vendor's length, and only where they look made by a generator.
 */
export function named(fields: NamedFields): NamedFormat {
  const {
    names,
    value,
    check = (bytes: Buffer) => looksRandom(bytes, bytes),
    family = 'credentials',
  } = fields;
  const range = { run: value.run, min: value.min, max: value.max ?? value.min };
  return {
    shape: 'custom',
    id: fields.id,
    kind: fields.kind,
    vendor: fields.vendor,
    family,
    anchors: spellings(names),
    ignoreCase: true,
    confidence: 'medium',
    source: fields.source,
    checked: TABLE_DATE,
    ...(fields.verified === undefined ? {} : { verified: fields.verified }),
    value: range,
    find: (runs, at, anchor) => valueAfter(runs, at + anchor.length, range, check),
  };
}

function spellings(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => ['_', '-', ''].map((joint) => name.replaceAll('_', joint))))];
}

function valueAfter(
  runs: RunMemo,
  from: number,
  { run, min, max }: NamedFormat['value'],
  check: (value: Buffer) => Verdict | null,
): readonly FoundSpan[] {
  const start = valueStart(runs.bytes, from, run);
  if (start === null) return [];
  const end = runs.end(run, start);
  if (end - start < min || end - start > max) return [];
  const after = runs.bytes[end];
  if (isAlnum(after)) return [];
  const value = runs.bytes.subarray(start, end);
  if (isPlaceholder(value)) return [];
  const verdict = check(value);
  return verdict === null ? [] : [{ ...verdict, start, end }];
}

/** A closing quote of the name, what assigns, and an opening quote; raw, JSON-escaped or percent-encoded. */
const JOINT =
  /^(?:["'\]\\`]|%22|\\u0022){0,3}\s{0,4}(?:(?::=|=>|->|[:=,])\s{0,4}|%3[AaDd](?:%20|\+){0,2})(?:["'`\\([]|%22|\\u0022|%20){0,4}/;

/** Where the value begins; null where what stands between is no assignment. */
function valueStart(bytes: Buffer, from: number, name: ClassName): number | null {
  const gap = bytes.toString('latin1', from, from + NAME_GAP * 2);
  const joint = JOINT.exec(gap);
  if (joint === null) return null;
  const rest = gap.slice(joint[0].length);
  const scheme = SCHEME_WORDS.find((word) => rest.startsWith(`${word} `));
  const start = from + joint[0].length + (scheme === undefined ? 0 : scheme.length + 1);
  return CLASSES[name][bytes[start] ?? 0] === 1 ? start : null;
}
