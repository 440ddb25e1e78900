import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { codeOf } from '../../core/error-code.ts';
import { StartError } from '../start-error.ts';

/**
 * The roots that upstream certificates are verified against: Node's own and those of `upstream.ca_files` (PEM). Given
 * explicitly, so that no environment variable adds to them.
 * @throws StartError `ca_files_not_usable`
 */
export function trustOf(files: readonly string[]): SecureContext {
  const extra = files.map((file) => {
    const text = readPem(file);
    if (!text.includes('-----BEGIN CERTIFICATE-----')) {
      throw new StartError('ca_files_not_usable', `upstream.ca_files: ${file} holds no PEM certificate`);
    }
    return text;
  });
  try {
    return createSecureContext({ ca: [...rootCertificates, ...extra], minVersion: 'TLSv1.2' });
  } catch {
    throw new StartError('ca_files_not_usable', 'upstream.ca_files: a certificate cannot be parsed');
  }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(
      'ca_files_not_usable',
      `upstream.ca_files: ${file} cannot be read (${codeOf(error)})`,
    );
  }
}
