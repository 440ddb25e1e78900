import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { replaceFile } from '../compose/replace-file.ts';

/** Where systems keep the roots that OpenSSL programs trust: Debian, Fedora, OpenSUSE, Alpine and the BSDs with macOS. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * Writes `bundle.pem` beside the CA: the system's roots (Node's where none are found) and the CA. Clients that take one
 * file instead of their own roots keep trusting what they trusted. Returns its path.
 */
export function writeTrustBundle(caFile: string): string {
  const file = join(dirname(caFile), 'bundle.pem');
  const bundle = `${systemRoots().trimEnd()}\n${readFileSync(caFile, 'utf8').trimEnd()}\n`;
  if (readIfThere(file) === bundle) return file;
  replaceFile(file, bundle, 0o644);
  return file;
}

function systemRoots(): string {
  for (const file of SYSTEM_BUNDLES) {
    const text = readIfThere(file);
    if (text?.includes('-----BEGIN CERTIFICATE-----') === true) return text;
  }
  return rootCertificates.join('\n');
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
