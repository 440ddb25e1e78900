import { CLASSES } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, Format, FoundSpan, Verdict } from '../format.ts';
import { named } from './named.ts';
import { literal, row, run, TABLE_DATE } from './rows.ts';

const WIREGUARD = 'https://www.wireguard.com/quickstart/';
/** How far apart the members of one JSON Web Key may stand. */
const JWK_WINDOW = 4_096;

/** 32 bytes in padded base64, clamped as Curve25519 wants its private keys. */
function isClamped(value: Buffer): Verdict | null {
  const key = Buffer.from(value.toString('latin1'), 'base64');
  if (key.length !== 32 || value.at(-1) !== 0x3d) return null;
  const [first = 0] = key;
  const last = key[31] ?? 0;
  return (first & 7) === 0 && (last & 0xc0) === 0x40 ? { confidence: 'high' } : {};
}

/** RFC 7517: a member `d` beside `kty`; its value is the private part. */
function findPrivateMember(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const { bytes } = runs;
  const from = Math.max(0, at - JWK_WINDOW);
  const key = bytes.toString('latin1', from, at + JWK_WINDOW);
  const open = key.lastIndexOf('{', at - from);
  const close = key.indexOf('}', at - from + anchor.length);
  const object = key.slice(Math.max(0, open), close < 0 ? undefined : close);
  const member = /\\?"d\\?"\s*:\s*\\?"/.exec(object);
  if (member === null)
    return [nothingBefore(bytes, at + anchor.length, close < 0 ? at + JWK_WINDOW / 2 : from + close)];
  const start = from + Math.max(0, open) + member.index + member[0].length;
  if (CLASSES.base64url[bytes[start] ?? 0] !== 1) return [];
  const end = runs.end('base64url', start);
  return end - start < SHORTEST_PRIVATE_PART ? [] : [{ start, end }];
}

const SHORTEST_PRIVATE_PART = 42;

/** Up to the next object, or the end of this one, other anchors lead to the same members. */
function nothingBefore(bytes: Buffer, start: number, to: number): FoundSpan {
  let end = start;
  while (end < to && bytes[end] !== 0x7b) end++;
  return { start, end, rejected: true };
}

const JWK: CustomFormat = {
  shape: 'custom',
  id: 'jwk-private-key',
  kind: 'private key (JWK)',
  vendor: null,
  family: 'keys',
  anchors: ['"kty"', '"kty\\"'],
  confidence: 'high',
  source: 'https://www.rfc-editor.org/rfc/rfc7517',
  checked: TABLE_DATE,
  find: findPrivateMember,
};

/** Keys that are fields of a file, without boundary lines. */
export const KEY_FIELDS: readonly Format[] = [
  named({
    id: 'wireguard-private-key',
    kind: 'WireGuard private key',
    vendor: null,
    family: 'keys',
    names: ['private_key', 'preshared_key', 'wg_private_key', 'wireguard_private_key'],
    value: { run: 'base64Padded', min: 44 },
    check: isClamped,
    source: WIREGUARD,
  }),
  JWK,
  row({
    id: 'minisign-secret-key',
    kind: 'minisign secret key',
    vendor: null,
    family: 'keys',
    // base64 of the algorithms: `EdScB2`, or `Ed` with an unencrypted key.
    anchors: ['RWRTY0Iy', 'RWRTY0Ix', 'RWQAAEIy'],
    parts: [run('base64Padded', 204)],
    nearMin: 150,
    source: 'https://jedisct1.github.io/minisign/',
  }),
  row({
    id: 'tor-onion-secret-key',
    kind: 'Tor onion service key',
    vendor: null,
    family: 'keys',
    anchors: ['ED25519-V3:'],
    parts: [run('base64Padded', 86, 88)],
    nearMin: 80,
    source: 'https://spec.torproject.org/control-spec/commands.html',
  }),
  row({
    id: 'age-plugin-identity',
    kind: 'age plugin identity',
    vendor: null,
    family: 'keys',
    anchors: ['AGE-PLUGIN-'],
    parts: [run('upperDigit', 2, 20), literal('-1'), run('upperDigit', 30, 400)],
    nearMin: 20,
    source: 'https://github.com/FiloSottile/age/blob/main/README.md',
  }),
  row({
    id: 'kubeconfig-client-key',
    kind: 'Kubernetes client key',
    vendor: 'Kubernetes',
    family: 'keys',
    anchors: ['client-key-data: ', 'client-key-data": "', 'clientKeyData: '],
    anchorIsContext: true,
    parts: [run('base64Padded', 200, 8_000)],
    nearMin: 100,
    source: 'https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/',
  }),
  named({
    id: 'framework-signing-key',
    kind: 'signing key of a web framework',
    vendor: null,
    names: ['secret_key_base', 'nextauth_secret', 'rails_master_key'],
    value: { run: 'base64Padded', min: 32, max: 128 },
    source: 'https://guides.rubyonrails.org/security.html#custom-credentials',
  }),
];
