import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { parseIp } from '../../core/http/ip-literal.ts';
import * as der from './der.ts';

/** ecdsa-with-SHA256, RFC 5758. */
const SIGNATURE_ALGORITHM = der.sequence(der.oid('1.2.840.10045.4.3.2'));
/** RFC 5280, appendix A: ub-common-name. */
const MAX_COMMON_NAME = 64;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface Issuer {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** `CN=…, O=Decant`: the bytes of an X.501 name. */
export function authorityName(commonName: string): Buffer {
  return der.sequence(attribute('2.5.4.10', 'Decant'), attribute('2.5.4.3', commonName));
}

/** A self-signed authority that may sign leaves and no further authority. PEM. */
export function issueAuthority(issuer: Issuer, validity: Validity): string {
  return issue(issuer, {
    subject: issuer.name,
    publicKey: issuer.publicKey,
    validity,
    extensions: [
      // cA true, pathLen 0
      extension('2.5.29.19', true, der.sequence(der.booleanTrue(), der.integer(Buffer.from([0])))),
      // keyCertSign, cRLSign
      extension('2.5.29.15', true, der.bitString(Buffer.from([0x06]), 1)),
    ],
  });
}

/** A server certificate for one host name or IP literal (IPv6 without brackets). PEM. */
export function issueLeaf(issuer: Issuer, host: string, publicKey: KeyObject, validity: Validity): string {
  const named = host.length <= MAX_COMMON_NAME;
  return issue(issuer, {
    subject: named ? der.sequence(attribute('2.5.4.3', host)) : der.sequence(),
    publicKey,
    validity,
    extensions: [
      extension('2.5.29.19', true, der.sequence()),
      // digitalSignature
      extension('2.5.29.15', true, der.bitString(Buffer.from([0x80]), 7)),
      // serverAuth
      extension('2.5.29.37', false, der.sequence(der.oid('1.3.6.1.5.5.7.3.1'))),
      // RFC 5280, 4.2.1.6: critical where the subject is empty
      extension('2.5.29.17', !named, der.sequence(alternativeName(host))),
    ],
  });
}

function alternativeName(host: string): Buffer {
  const address = parseIp(host);
  return address === null
    ? der.implicit(2, Buffer.from(host, 'ascii'))
    : der.implicit(7, Buffer.from(address));
}

interface Certificate {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Buffer[];
}

function issue(issuer: Issuer, certificate: Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(serial()),
    SIGNATURE_ALGORITHM,
    issuer.name,
    der.sequence(der.time(certificate.validity.notBefore), der.time(certificate.validity.notAfter)),
    certificate.subject,
    spki,
    der.explicit(
      3,
      der.sequence(
        ...certificate.extensions,
        extension('2.5.29.14', false, der.octetString(keyIdentifier(certificate.publicKey))),
        extension('2.5.29.35', false, der.sequence(der.implicit(0, keyIdentifier(issuer.publicKey)))),
      ),
    ),
  );
  const signature = sign('sha256', body, { key: issuer.privateKey, dsaEncoding: 'der' });
  return pem(der.sequence(body, SIGNATURE_ALGORITHM, der.bitString(signature)));
}

/** CA/Browser Forum baseline, 7.1: at least 64 random bits, positive, at most 20 bytes. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** RFC 5280, 4.2.1.2, in the form of RFC 7093: any digest of the key serves. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function attribute(type: string, value: string): Buffer {
  return der.set(der.sequence(der.oid(type), der.utf8String(value)));
}

function extension(type: string, critical: boolean, value: Buffer): Buffer {
  return critical
    ? der.sequence(der.oid(type), der.booleanTrue(), der.octetString(value))
    : der.sequence(der.oid(type), der.octetString(value));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
