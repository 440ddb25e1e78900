import { CLASSES, isAlnum } from '../engine/byte-class.ts';
import { isPlaceholder } from '../engine/placeholder.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan, Verdict } from '../format.ts';
import { literal, row, run } from './rows.ts';

const IDS =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids';
const KEYS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html';
const ID_ANCHORS = ['AKIA', 'ASIA'];
const SECRET_LENGTH = 40;
/** How far an id and its secret may stand apart. */
const PAIR_WINDOW = 300;
/** Between a key's name and its value: quotes, colon, equals sign, blanks. */
const NAME_GAP = 16;

/** The account number lies in the id: base32 of 80 bits, of which bits 1 to 40 are it. */
function accountOf(body: Buffer): string | null {
  let bits = 0n;
  for (const byte of body) {
    const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(String.fromCharCode(byte));
    if (digit < 0) return null;
    bits = (bits << 5n) | BigInt(digit);
  }
  return String((bits >> 39n) & 0xff_ffff_ffffn).padStart(12, '0');
}

function idHints(_value: Buffer, body: Buffer): Verdict {
  const account = body.length === 16 ? accountOf(body) : null;
  return account === null || account.length !== 12 ? {} : { hints: { aws_account: account } };
}

function isSecretShaped(value: Buffer): boolean {
  const text = value.toString('latin1');
  if (/^[0-9a-fA-F]+$/.test(text) || isPlaceholder(value)) return false;
  if ((text.match(/\//g) ?? []).length > 6) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9+/]/.test(text) && new Set(value).size >= 14;
}

/** Runs of exactly 40 base64 characters between two offsets that look like a secret. */
function secretsIn(runs: RunMemo, from: number, to: number): readonly FoundSpan[] {
  const found: FoundSpan[] = [];
  const bytes = runs.bytes;
  let position = Math.max(0, from);
  const stop = Math.min(bytes.length, to);
  while (position < stop) {
    if (CLASSES.base64[bytes[position] ?? 0] !== 1) {
      position++;
      continue;
    }
    const end = runs.end('base64', position);
    const start = position;
    const startsRun = start === 0 || CLASSES.base64[bytes[start - 1] ?? 0] !== 1;
    const fits =
      end - start === SECRET_LENGTH && bytes[end] !== 0x3d && bytes[end] !== 0x2d && bytes[end] !== 0x5f;
    if (startsRun && fits && isSecretShaped(bytes.subarray(start, end))) found.push({ start, end });
    position = end + 1;
  }
  return found;
}

function nearId(runs: RunMemo, at: number): readonly FoundSpan[] {
  const end = runs.end('upperDigit', at);
  if (end - at !== 20) return [];
  return secretsIn(runs, at - PAIR_WINDOW, end + PAIR_WINDOW);
}

function afterName(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  let position = at + anchor.length;
  const stop = position + NAME_GAP;
  while (position < stop && !isAlnum(runs.bytes[position]) && runs.bytes[position] !== 0x2f) position++;
  const found = secretsIn(runs, position, position + 1);
  return found.map((span) => ({ ...span, confidence: 'high' }));
}

const SECRET: CustomFormat = {
  shape: 'custom',
  id: 'aws-secret-key-pair',
  kind: 'AWS secret access key',
  vendor: 'AWS',
  family: 'credentials',
  anchors: ID_ANCHORS,
  confidence: 'high',
  source: KEYS,
  checked: '2026-11-22',
  find: nearId,
};

export const AWS = [
  row({
    id: 'aws-access-key-id',
    kind: 'AWS access key id',
    vendor: 'AWS',
    anchors: ID_ANCHORS,
    parts: [run('upperDigit', 16)],
    glue: 'blob',
    nearMin: 15,
    check: idHints,
    source: IDS,
  }),
  SECRET,
  row({
    id: 'aws-bedrock-key',
    kind: 'Amazon Bedrock API key',
    vendor: 'AWS',
    // base64 of `BedrockAPIKey-`; a long-term key has ABSK before it.
    anchors: ['ABSKQmVkcm9ja0FQSUtleS', 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t'],
    parts: [run('base64Padded', 60, 2_048)],
    nearMin: 30,
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  }),
  row({
    id: 'aws-session-token',
    kind: 'AWS session token',
    vendor: 'AWS',
    // base64 of what such a token begins with.
    anchors: ['IQoJb3JpZ2luX2Vj', 'FwoGZXIvYXdzE', 'FQoGZXIvYXdzE'],
    parts: [run('base64Padded', 150, 2_048)],
    nearMin: 60,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  }),
  row({
    id: 'aws-mws-token',
    kind: 'Amazon Marketplace token',
    vendor: 'Amazon',
    anchors: ['amzn.mws.'],
    parts: [
      run('hexLower', 8),
      literal('-'),
      run('hexLower', 4),
      literal('-'),
      run('hexLower', 4),
      literal('-'),
      run('hexLower', 4),
      literal('-'),
      run('hexLower', 12),
    ],
    nearMin: 8,
    source: 'https://developer-docs.amazon.com/sp-api/docs/authorizing-selling-partner-api-applications',
  }),
  row({
    id: 'amazon-refresh-token',
    kind: 'Login with Amazon token',
    vendor: 'Amazon',
    anchors: ['Atzr|', 'Atza|'],
    parts: [run('base64url', 150, 1_024)],
    nearMin: 80,
    source: 'https://developer.amazon.com/docs/login-with-amazon/refresh-token.html',
  }),
  row({
    id: 'amazon-client-secret',
    kind: 'Login with Amazon client secret',
    vendor: 'Amazon',
    anchors: ['amzn1.oa2-cs.v1.'],
    parts: [run('hexLower', 64)],
    nearMin: 40,
    source: 'https://developer.amazon.com/docs/login-with-amazon/documentation-overview.html',
  }),
  {
    ...SECRET,
    id: 'aws-secret-key-named',
    ignoreCase: true,
    anchors: ['secret_access_key', 'secretaccesskey', 'secret-access-key', 'aws_secret_key'],
    find: afterName,
  } satisfies CustomFormat,
] as const;
