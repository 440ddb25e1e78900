import { deflateSync, gzipSync } from 'node:zlib';

/** A seeded generator (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What the decoders look for, so that inputs get past their gates. */
const PIECES = [
  '%',
  '%25',
  '%4',
  '\\u0041',
  '\\u00',
  '\\/',
  '\\x41',
  '=41',
  '=\r\n',
  '=',
  '&#65;',
  '&#x41',
  '&amp;',
  '&',
  '41:42:',
  '0x41, ',
  '65,66,',
  ' ',
  '\r\n\r\n',
  '\r\n--b\r\n',
  '--b--',
  'Content-Type: multipart/mixed; boundary=c\r\n',
  'Content-Disposition: form-data; name="a"; filename*=UTF-8\'\'a%20b\r\n',
  '{"a":',
  '[',
  ']',
  '}',
  '"',
  '//',
  '/*',
  '*/',
  'eyJ',
  'sk-ant-api03-',
  'ghp_',
  'AKIA',
  'SECRET=',
  '-----BEGIN PRIVATE KEY-----',
  'MFRGGZDF',
  'H4sI',
  'eJw',
  '1f8b08',
  '\u200b',
  '\ufe0f',
  '\u0301',
  'ａ',
  'а',
  '\u{e0041}',
  '\u{1d400}',
  '日',
  'é',
  '\0',
  '\ufeff',
  'A'.repeat(30),
  'a\0b\0c\0',
].map((text) => Buffer.from(text));
const RAW = [
  Buffer.from([0x1f, 0x8b, 0x08]),
  Buffer.from([0x78, 0x9c]),
  Buffer.from([0xf3, 0xa0]),
  Buffer.from([0xc3]),
];
const ENCODERS = [
  (bytes) => Buffer.from(bytes.toString('base64')),
  (bytes) => Buffer.from(bytes.toString('base64url')),
  (bytes) => Buffer.from(bytes.toString('hex')),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  (bytes) => gzipSync(bytes),
  (bytes) => deflateSync(bytes),
  (bytes) => Buffer.from(bytes).reverse(),
  (bytes) => bytes.subarray(0, bytes.length >> 1),
  (bytes) => Buffer.concat([bytes, bytes]),
];

/** The same bytes for the same seed and number, on every machine. */
export function inputFrom(seed, run) {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(run + 1, 0x85ebca6b));
  const pick = (from) => from[Math.floor(random() * from.length)];
  const parts = [];
  const count = 1 + Math.floor(random() * 24);
  for (let i = 0; i < count; i++) {
    const kind = random();
    if (kind < 0.6) parts.push(...new Array(1 + Math.floor(random() ** 4 * 40)).fill(pick(PIECES)));
    else if (kind < 0.7) parts.push(pick(RAW));
    else if (kind < 0.85) parts.push(noise(random, Math.floor(random() ** 3 * 300), 256, 0));
    else parts.push(noise(random, Math.floor(random() * 60), 95, 32));
  }
  let bytes = Buffer.concat(parts);
  for (let i = Math.floor(random() * 4); i > 0; i--) bytes = pick(ENCODERS)(bytes);
  return bytes.subarray(0, 65_536);
}

function noise(random, length, range, from) {
  return Buffer.from(Array.from({ length }, () => from + Math.floor(random() * range)));
}
