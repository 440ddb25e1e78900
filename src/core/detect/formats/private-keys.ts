import { CLASSES } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { Format, FoundSpan } from '../format.ts';
import { row, run } from './rows.ts';

/** Longest label of a boundary line, with blanks escaped in any way. */
const LABEL_LENGTH = 60;
const BOUNDARY = '-----';
const SHORTEST_BODY = 40;
/** RFC 7468 lines have 64 characters; the last one may be shorter. */
const SHORTEST_LINE = 24;
const LONGEST_BLOCK = 32_768;

/** RFC 7468 text encoding, also in JSON strings (`\n`) and forms (`+` for blanks); a missing end line hides nothing. */
function find(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const { bytes } = runs;
  const label = bytes.toString('latin1', at + anchor.length, at + anchor.length + LABEL_LENGTH);
  const begun = /^[A-Z0-9 +]{0,32}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----/.exec(label);
  if (begun === null) return [];
  const bodyStart = at + anchor.length + begun[0].length;
  const limit = Math.min(runs.end('pem', bodyStart), bodyStart + LONGEST_BLOCK);
  const block = bytes.subarray(bodyStart, limit);
  // The next boundary line of any kind ends the block: no body has one in it, and a flood of them stays linear.
  const boundary = block.indexOf(BOUNDARY);
  const body = boundary < 0 ? block : block.subarray(0, boundary);
  if (keyCharacters(body) < SHORTEST_BODY) return [];
  if (boundary < 0 || !block.subarray(boundary).toString('latin1', 0, 8).startsWith('-----END')) {
    return [{ start: at, end: bodyStart + body.length, confidence: 'medium' }];
  }
  const closing = block.indexOf(BOUNDARY, boundary + 8);
  const end = closing < 0 ? limit : bodyStart + closing + BOUNDARY.length;
  return [{ start: at, end, confidence: 'high' }];
}

/** How many base64 characters stand in lines that could be of a key; text about keys has no such lines. */
function keyCharacters(body: Buffer): number {
  let count = 0;
  let line = 0;
  for (const byte of body) {
    if (CLASSES.base64Padded[byte] === 1) {
      line++;
      continue;
    }
    if (line >= SHORTEST_LINE) count += line;
    line = 0;
  }
  return line >= SHORTEST_LINE ? count + line : count;
}

export const PRIVATE_KEYS: readonly Format[] = [
  {
    shape: 'custom',
    id: 'pem-private-key',
    kind: 'private key (PEM)',
    vendor: null,
    family: 'keys',
    anchors: ['-----BEGIN ', '-----BEGIN+'],
    confidence: 'high',
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
    checked: '2026-11-22',
    find,
  },
  row({
    id: 'openssh-private-key-body',
    kind: 'OpenSSH private key',
    vendor: null,
    family: 'keys',
    // base64 of `openssh-key-v1\0`, for bodies without their boundary lines.
    anchors: ['b3BlbnNzaC1rZXktdjEA'],
    parts: [run('base64', 50, 4_096)],
    nearMin: 40,
    source: 'https://raw.githubusercontent.com/openssh/openssh-portable/master/PROTOCOL.key',
  }),
  row({
    id: 'age-secret-key',
    kind: 'age secret key',
    vendor: null,
    family: 'keys',
    anchors: ['AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-PQ-1'],
    parts: [run('upperDigit', 58, 70)],
    nearMin: 40,
    source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
    verified: '2026-11-22',
  }),
  row({
    id: 'putty-private-key',
    kind: 'PuTTY private key',
    vendor: null,
    family: 'keys',
    anchors: ['Private-MAC: ', 'Private-Hash: '],
    parts: [run('hexLower', 40, 64)],
    nearMin: 32,
    source: 'https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html',
  }),
];
