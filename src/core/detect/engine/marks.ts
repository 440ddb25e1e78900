import { CLASSES } from './byte-class.ts';

/** What decoders may find something in: nothing, runs of base64, hex or base32 only, or anything. */
export type Marks = 'none' | 'runs' | 'any';

const PLAIN = 0;
const RUN = 1;
const ESCAPE = 2;
const ODD = 3;

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const HASH = 0x23;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;

/** Per byte: in a run, what may begin an escape, or what plain text does not hold at all. */
const KINDS = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const isControl = (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
  KINDS[byte] = isControl || byte >= 0x80 ? ODD : CLASSES.anyBase64[byte] === 1 ? RUN : PLAIN;
}
for (const byte of [PERCENT, AMPERSAND, EQUALS, BACKSLASH]) KINDS[byte] = ESCAPE;

/** The longest reference to a character by its name or number. */
const LONGEST_ENTITY = 16;
/** So few `name=41`, or so far from one another, are no quoted-printable. */
const FEW_EQUALS = 2;
const NEAR = 96;

/**
 * One sweep over a short text tells which decoders need look. It asks no more than an escape's first characters, and asks
 * it forwards and backwards, since texts are read in both directions.
 */
export function marksOf(bytes: Uint8Array, shortestRun: number): Marks {
  let run = 0;
  let longest = 0;
  let equals = 0;
  let lastEquals = 0;
  for (let at = 0; at < bytes.length; at++) {
    const kind = KINDS[bytes[at] ?? 0] ?? 0;
    if (kind === RUN) {
      run++;
      if (run > longest) longest = run;
      continue;
    }
    run = 0;
    if (kind === PLAIN) continue;
    if (kind === ODD || isEscape(bytes, at)) return 'any';
    if (bytes[at] !== EQUALS || !hexBeside(bytes, at)) continue;
    equals = at - lastEquals > NEAR ? 1 : equals + 1;
    lastEquals = at;
    if (equals > FEW_EQUALS) return 'any';
  }
  return longest >= shortestRun ? 'runs' : 'none';
}

/** An escape may stand here, in either direction; of equals signs only those at the end of a line are. */
function isEscape(bytes: Uint8Array, at: number): boolean {
  switch (bytes[at]) {
    case BACKSLASH:
      return bytes[at + 1] === SLASH || isCode(bytes, at, 1) || isCode(bytes, at, -1);
    case PERCENT:
      return hexBeside(bytes, at);
    case AMPERSAND:
      return bytes[at + 1] === HASH || bytes[at - 1] === HASH || semicolonNear(bytes, at);
    default:
      return isBreak(bytes[at + 1]) || isBreak(bytes[at - 1]);
  }
}

/** `x` and two hex digits or `u` and four beside a backslash, in the direction of reading. */
function isCode(bytes: Uint8Array, at: number, direction: 1 | -1): boolean {
  const letter = (bytes[at + direction] ?? 0) | 0x20;
  if (letter !== 0x75 && letter !== 0x78) return false;
  const digits = letter === 0x75 ? 4 : 2;
  for (let k = 2; k < digits + 2; k++) {
    if (CLASSES.hex[bytes[at + k * direction] ?? 0] !== 1) return false;
  }
  return true;
}

function isBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function hexBeside(bytes: Uint8Array, at: number): boolean {
  const hex = CLASSES.hex;
  return (
    (hex[bytes[at + 1] ?? 0] === 1 && hex[bytes[at + 2] ?? 0] === 1) ||
    (hex[bytes[at - 1] ?? 0] === 1 && hex[bytes[at - 2] ?? 0] === 1)
  );
}

function semicolonNear(bytes: Uint8Array, at: number): boolean {
  for (let k = Math.max(0, at - LONGEST_ENTITY); k <= at + LONGEST_ENTITY; k++) {
    if (bytes[k] === SEMICOLON) return true;
  }
  return false;
}
