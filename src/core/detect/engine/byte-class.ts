/** A set of byte values as a lookup table: 1 where the byte belongs. */
export type ByteClass = Uint8Array;

const DIGIT = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const ALNUM = DIGIT + LOWER + UPPER;

function of(members: string): ByteClass {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(members, 'latin1')) table[byte] = 1;
  return table;
}

function printableExcept(excluded: string): ByteClass {
  const table = new Uint8Array(256);
  table.fill(1, 0x21, 0x7f);
  for (const byte of Buffer.from(excluded, 'latin1')) table[byte] = 0;
  return table;
}

/** The alphabets that formats are written in. */
export const CLASSES = {
  digit: of(DIGIT),
  hex: of(`${DIGIT}abcdefABCDEF`),
  hexLower: of(`${DIGIT}abcdef`),
  lowerDigit: of(DIGIT + LOWER),
  upperDigit: of(DIGIT + UPPER),
  /** RFC 4648 base32. */
  base32: of(`${UPPER}234567`),
  alnum: of(ALNUM),
  word: of(`${ALNUM}_`),
  alnumDash: of(`${ALNUM}-`),
  base64: of(`${ALNUM}+/`),
  base64Padded: of(`${ALNUM}+/=`),
  base64url: of(`${ALNUM}_-`),
  /** base64url with the dots of tokens in several sections. */
  dotted: of(`${ALNUM}_-.`),
  dottedPadded: of(`${ALNUM}_-.=`),
  /** Both base64 alphabets at once. */
  anyBase64: of(`${ALNUM}+/_-`),
  /** What may stand in the user information of a URL, raw or percent-encoded. */
  userinfo: printableExcept('/?#"\'<>\\`,;()[]'),
  /** The inside of a PEM block, also with JSON-escaped or form-encoded line breaks. */
  pem: of(`${ALNUM}+/=\r\n\t \\:,-`),
} as const satisfies Record<string, ByteClass>;

export type ClassName = keyof typeof CLASSES;

export function isAlnum(byte: number | undefined): boolean {
  return byte !== undefined && CLASSES.alnum[byte] === 1;
}

export function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
