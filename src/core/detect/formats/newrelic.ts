import { CLASSES, isAlnum } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';
import { looksRandom } from './checks.ts';
import { TABLE_DATE } from './rows.ts';

const DIGITS_BEFORE = 36;

/** The licence key has 40 characters and ends in `NRAL`; keys of the EU begin with `eu01xx`. */
function find(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const { bytes } = runs;
  const start = at - DIGITS_BEFORE;
  const end = at + anchor.length;
  if (start < 0 || isAlnum(bytes[start - 1]) || isAlnum(bytes[end])) return [];
  for (let k = start; k < at; k++) if (CLASSES.lowerDigit[bytes[k] ?? 0] !== 1) return [];
  const key = bytes.subarray(start, at);
  return looksRandom(key, key) === null ? [] : [{ start, end }];
}

export const NEW_RELIC_LICENCE: CustomFormat = {
  shape: 'custom',
  id: 'newrelic-licence-key',
  kind: 'New Relic license key',
  vendor: 'New Relic',
  family: 'credentials',
  anchors: ['NRAL'],
  confidence: 'high',
  source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
  checked: TABLE_DATE,
  find,
};
