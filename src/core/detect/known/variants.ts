/** A form in which a secret may stand somewhere, and the decoding steps that lead from there to the secret itself. */
export interface Variant {
  readonly bytes: Buffer;
  readonly chain: readonly string[];
  /** Characters before and after that hold further bits of the secret and bits of its neighbours. */
  readonly lead: 0 | 1;
  readonly tail: 0 | 1;
}

type Form = Omit<Variant, 'chain'> & { readonly chain: readonly string[] };

const plain = (bytes: Buffer, chain: readonly string[]): Form => ({ bytes, chain, lead: 0, tail: 0 });

function reversed(bytes: Buffer): Buffer {
  return Buffer.from(bytes).reverse();
}

/** The characters that depend on the value alone where it stands `offset` bytes (0, 1, 2) into a base64 group. */
function base64At(value: Buffer, offset: 0 | 1 | 2, url: boolean, chain: readonly string[]): Form {
  const padded = Buffer.concat([Buffer.alloc(offset), value]);
  const text = padded.toString(url ? 'base64url' : 'base64');
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((padded.length * 8) / 6);
  return {
    bytes: Buffer.from(text.slice(first, last), 'latin1'),
    chain,
    lead: offset === 0 ? 0 : 1,
    tail: (padded.length * 8) % 6 === 0 ? 0 : 1,
  };
}

function encodings(value: Buffer, prefix: readonly string[]): readonly Form[] {
  const hex = value.toString('hex');
  const offsets = [0, 1, 2] as const;
  return [
    ...offsets.map((offset) => base64At(value, offset, false, [...prefix, 'base64'])),
    ...offsets.map((offset) => base64At(value, offset, true, [...prefix, 'base64url'])),
    plain(Buffer.from(hex), [...prefix, 'hex']),
    plain(Buffer.from(hex.toUpperCase()), [...prefix, 'hex']),
  ];
}

function textForms(value: Buffer): readonly Form[] {
  const text = value.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(value)) return [];
  const inJson = JSON.stringify(text).slice(1, -1);
  const ascii = inJson.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const twice = JSON.stringify(inJson).slice(1, -1);
  return [
    plain(Buffer.from(inJson), ['json']),
    plain(Buffer.from(ascii), ['json']),
    plain(Buffer.from(twice), ['json', 'json']),
    plain(Buffer.from(text.replaceAll(' ', '+')), ['form']),
  ];
}

/** RFC 4648 base32 without padding, the characters that depend on the value alone: what fits into a host label. */
function base32(value: Buffer): Form {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0;
  let pending = 0;
  let text = '';
  for (const byte of value) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(pending >> bits) & 31] ?? '';
    }
    pending &= (1 << bits) - 1;
  }
  return { bytes: Buffer.from(text), chain: ['base32'], lead: 0, tail: bits === 0 ? 0 : 1 };
}

/** ROT13: letters thirteen places on. */
function rotated(value: Buffer): Buffer {
  const rotate = (byte: number): number => {
    const letter = byte | 0x20;
    if (letter < 0x61 || letter > 0x7a) return byte;
    return letter < 0x6e ? byte + 13 : byte - 13;
  };
  return Buffer.from([...value].map(rotate));
}

/** Signs that a value holds itself; in a field read without them the value stands without them too. */
const SIGNS = ['-', '_', '.', ':', '/'];

/** The value without one kind of its signs, and with letters and digits alone. */
function unsigned(value: Buffer): readonly Form[] {
  const text = value.toString('latin1');
  const without = SIGNS.filter((sign) => text.includes(sign)).map((sign) => text.replaceAll(sign, ''));
  return [...without, text.replace(/[^A-Za-z0-9]/g, '')]
    .filter((other) => other.length >= SHORTEST_UNSIGNED && other.length < text.length)
    .map((other) => plain(Buffer.from(other, 'latin1'), ['separated']));
}

const SHORTEST_UNSIGNED = 12;

/**
 * Every form that is looked for directly; forms that decoding reaches (percent, nested ones) need none. The first of
 * several equal forms names the chain, so shorter chains come first.
 */
export function variantsOf(value: Buffer): readonly Variant[] {
  const backwards = reversed(value);
  const single: readonly Form[] = [
    plain(value, []),
    ...textForms(value),
    ...encodings(value, []),
    plain(backwards, ['reversed']),
    base32(value),
    plain(rotated(value), ['rot13']),
    ...unsigned(value),
  ];
  const double: readonly Form[] = [
    ...encodings(value, []).map((form) => ({
      bytes: reversed(form.bytes),
      chain: ['reversed', ...form.chain],
      lead: form.tail,
      tail: form.lead,
    })),
    ...encodings(backwards, []).map((form) => ({ ...form, chain: [...form.chain, 'reversed'] })),
  ];
  const seen = new Set<string>();
  return [...single, ...double].filter(({ bytes }) => {
    const key = bytes.toString('latin1');
    if (bytes.length < 4 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
