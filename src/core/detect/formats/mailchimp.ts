import { CLASSES, isAlnum } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';
import { looksRandom } from './checks.ts';
import { TABLE_DATE } from './rows.ts';

const KEY_LENGTH = 32;

/** 32 hexadecimal digits, then `-us` and the number of the data centre. */
function find(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const { bytes } = runs;
  const start = at - KEY_LENGTH;
  if (start < 0 || isAlnum(bytes[start - 1])) return [];
  for (let k = start; k < at; k++) if (CLASSES.hexLower[bytes[k] ?? 0] !== 1) return [];
  const digits = at + anchor.length;
  const end = runs.end('digit', digits);
  if (end === digits || end - digits > 2 || isAlnum(bytes[end])) return [];
  const key = bytes.subarray(start, at);
  return looksRandom(key, key) === null ? [] : [{ start, end }];
}

export const MAILCHIMP: CustomFormat = {
  shape: 'custom',
  id: 'mailchimp-key',
  kind: 'Mailchimp API key',
  vendor: 'Mailchimp',
  family: 'credentials',
  anchors: ['-us'],
  confidence: 'high',
  source: 'https://mailchimp.com/developer/marketing/guides/quick-start/',
  checked: TABLE_DATE,
  find,
};
