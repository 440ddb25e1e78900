import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import { ENCODERS, requestOf } from './support.ts';

/** A way of writing bytes differently, and how many steps of decoding undo it. */
interface Mutator {
  readonly steps: number;
  readonly write: (bytes: Buffer) => Buffer;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const each = (write: (byte: number) => string) => (bytes: Buffer) =>
  Buffer.from([...bytes].map(write).join(''));
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
}

/** Quoted-printable of every third byte, with soft breaks (RFC 2045, 6.7). */
function quotedPrintable(bytes: Buffer): Buffer {
  const text = [...bytes]
    .map((byte, i) =>
      i % 3 === 0 || byte === 0x3d || byte < 0x20 || byte > 0x7e
        ? `=${hex(byte).toUpperCase()}`
        : String.fromCharCode(byte),
    )
    .join('');
  return latin1(text.replace(/((?:=[0-9A-F]{2}|[^=]){20})/g, '$1=\r\n'));
}

const own = (name: string, steps = 1): Mutator => ({
  steps,
  write: (bytes) => ENCODERS[name]?.(bytes) ?? bytes,
});

/** Those that any bytes may go through. */
export const MUTATORS: Readonly<Record<string, Mutator>> = {
  base64: own('base64'),
  unpadded: own('unpadded'),
  base64url: own('base64url'),
  shifted: {
    steps: 1,
    write: (bytes) => latin1(Buffer.concat([latin1('k='), bytes, latin1(' z')]).toString('base64')),
  },
  wrapped: { steps: 1, write: (bytes) => latin1(bytes.toString('base64').replace(/.{76}/g, '$&\r\n')) },
  hex: own('hex'),
  HEX: own('HEX'),
  colons: { steps: 1, write: (bytes) => latin1([...bytes].map(hex).join(':')) },
  cArray: { steps: 1, write: (bytes) => latin1([...bytes].map((byte) => `0x${hex(byte)}`).join(', ')) },
  decimals: { steps: 1, write: (bytes) => latin1(`[${[...bytes].join(',')}]`) },
  percent: own('percent'),
  partial: own('partial'),
  json: own('json'),
  backslashX: { steps: 1, write: each((byte) => `\\x${hex(byte)}`) },
  html: { steps: 1, write: each((byte) => `&#${byte};`) },
  htmlHex: { steps: 1, write: each((byte) => `&#x${hex(byte)};`) },
  quotedPrintable: { steps: 1, write: quotedPrintable },
  base32: { steps: 1, write: (bytes) => latin1(base32(bytes)) },
  utf16: own('utf16'),
  gzip: own('gzip', 2),
  zlib: { steps: 2, write: (bytes) => latin1(deflateSync(bytes).toString('base64')) },
  zlibHex: { steps: 2, write: (bytes) => latin1(deflateSync(bytes).toString('hex')) },
};

/** Those of text that a person or a lenient receiver still reads. */
export const DISGUISES: Readonly<Record<string, (text: string) => string>> = {
  zeroWidth: (text) => [...text].join('\u200b'),
  selectors: (text) => [...text].join('\ufe0f'),
  marks: (text) => [...text].map((character) => `${character}\u0301`).join(''),
  tags: (text) => [...text].join('\u{e0041}'),
  spelledInTags: (text) => [...text].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join(''),
  fullWidth: (text) => [...text].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
  lookAlikes: (text) =>
    text.replace(/[aeopcyxAEOPCTX]/g, (c) => 'аеорсухАЕОРСТХ'['aeopcyxAEOPCTX'.indexOf(c)] ?? c),
  bidi: (text) => `\u202e${text.slice(0, 5)}\u202c${text.slice(5)}`,
};

const header = (name: string, value: string) => ({ name, value });

/** Where text without blanks, quotes, `;`, `#` and control characters may stand. */
export const FIELDS: Readonly<Record<string, (text: string) => CanonicalRequest>> = {
  path: (text) => requestOf({ path: `/v1/${text.replaceAll('?', '%3F')}/z` }),
  query: (text) => requestOf({ path: `/v1?a=1&value=${text}&z=2` }),
  header: (text) => requestOf({ headers: [header('X-Thing', `pre ${text} post`)] }),
  cookie: (text) => requestOf({ headers: [header('Cookie', `a=1; session=${text}; b=2`)] }),
  trailer: (text) => requestOf({ trailers: [header('X-Sum', text)] }),
};

/** Where any bytes may stand. */
export const BODIES: Readonly<Record<string, (bytes: Buffer) => CanonicalRequest>> = {
  raw: (bytes) =>
    requestOf({ body: Buffer.concat([latin1('some text, then '), bytes, latin1(' and more')]) }),
  json: (bytes) =>
    requestOf({
      headers: [header('content-type', 'application/json')],
      body: Buffer.concat([latin1('{"a":1,"list":["x","'), bytes, latin1('"]}')]),
    }),
  form: (bytes) =>
    requestOf({
      headers: [header('content-type', 'application/x-www-form-urlencoded')],
      body: Buffer.concat([latin1('a=1&b='), bytes, latin1('&c=3')]),
    }),
  multipart: (bytes) =>
    requestOf({
      headers: [header('content-type', 'multipart/form-data; boundary=bb')],
      body: Buffer.concat([
        latin1('--bb\r\nContent-Disposition: form-data; name="f"\r\n\r\n'),
        bytes,
        latin1('\r\n--bb--\r\n'),
      ]),
    }),
  gzipPart: (bytes) =>
    requestOf({
      headers: [header('content-type', 'multipart/form-data; boundary=bb')],
      body: Buffer.concat([latin1('--bb\r\n\r\n'), gzipSync(bytes), latin1('\r\n--bb--\r\n')]),
    }),
  unlabelledZlib: (bytes) => requestOf({ body: deflateSync(bytes) }),
  unlabelledDeflate: (bytes) =>
    requestOf({ body: deflateRawSync(Buffer.concat([bytes, latin1(` ${'\u00ff\u0001xyz'.repeat(3)}`)])) }),
};

/** Steps that the place itself costs. */
export const STEPS_OF_BODY: Readonly<Record<string, number>> = {
  gzipPart: 1,
  unlabelledZlib: 1,
  unlabelledDeflate: 1,
};
