// Before the library, whose parts find each other by it.
import 'reflect-metadata';
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { formatIp, parseIp } from '../../core/http/ip-literal.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** RFC 5280, appendix A: ub-common-name. */
const MAX_COMMON_NAME = 64;

/** Whole seconds count. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** An authority, ready to sign. */
export interface Issuer {
  readonly name: Name;
  /** Of the authority's key, as its certificate states it. Hexadecimal. */
  readonly keyId: string;
  readonly signingKey: webcrypto.CryptoKey;
}

/** A self-signed authority (`O=Decant`) that may sign leaves and no further authority. PEM. */
export async function issueAuthority(
  commonName: string,
  privateKey: KeyObject,
  validity: Validity,
): Promise<string> {
  const publicKey = publicKeyOf(privateKey);
  const name = [{ O: ['Decant'] }, { CN: [commonName] }];
  const certificate = await X509CertificateGenerator.create(
    {
      subject: name,
      issuer: name,
      ...validity,
      publicKey,
      signingKey: await signingKeyOf(privateKey),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return `${certificate.toString('pem')}\n`;
}

/** The authority of a certificate (PEM) and its P-256 key. Rejects where that is another kind of key. */
export async function issuerOf(certificate: string, privateKey: KeyObject): Promise<Issuer> {
  const parsed = new X509Certificate(certificate);
  const stated = parsed.getExtension(SubjectKeyIdentifierExtension);
  const computed = await SubjectKeyIdentifierExtension.create(parsed.publicKey, false, webcrypto);
  return {
    name: parsed.subjectName,
    keyId: (stated ?? computed).keyId,
    signingKey: await signingKeyOf(privateKey),
  };
}

/** A server certificate for one host name or IP literal (IPv6 without brackets). PEM. */
export async function issueLeaf(
  issuer: Issuer,
  host: string,
  key: KeyObject,
  validity: Validity,
): Promise<string> {
  const publicKey = publicKeyOf(key);
  const named = host.length <= MAX_COMMON_NAME;
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    // RFC 5280, 4.2.1.6: critical where the subject is empty
    new SubjectAlternativeNameExtension([alternativeName(host)], !named),
    await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
    new AuthorityKeyIdentifierExtension(issuer.keyId),
  ];
  const certificate = await X509CertificateGenerator.create(
    {
      ...(named ? { subject: [{ CN: [host] }] } : {}),
      issuer: issuer.name,
      ...validity,
      publicKey,
      signingKey: issuer.signingKey,
      signingAlgorithm: ALGORITHM,
      extensions,
    },
    webcrypto,
  );
  return `${certificate.toString('pem')}\n`;
}

function alternativeName(host: string): JsonGeneralName {
  const address = parseIp(host);
  // The library does not read a dotted tail.
  return address === null ? { type: 'dns', value: host } : { type: 'ip', value: formatIp(address) };
}

/** Of either half of a pair. */
function publicKeyOf(key: KeyObject): PublicKey {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return new PublicKey(half.export({ type: 'spki', format: 'der' }));
}

function signingKeyOf(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', bytes, ALGORITHM, false, ['sign']);
}
