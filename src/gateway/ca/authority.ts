import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../core/error-code.ts';
import { StartError } from '../start-error.ts';
import { type Issuer, issueAuthority, issuerOf } from './certificate.ts';

const DAY = 86_400_000;
const LIFETIME_DAYS = 3650;

/** The gateway's own certificate authority: what the bottle's clients are made to trust. */
export interface Authority {
  readonly issuer: Issuer;
  readonly certificate: string;
  /** Path of `ca.pem`. */
  readonly file: string;
  readonly notAfter: Date;
}

/**
 * Loads the authority from `dir`, or creates it there on first start: `ca.key` (0600) and `ca.pem`, in a directory
 * of mode 0700. Runs once at start, so its files are read and written synchronously.
 * @throws StartError `ca_key_exposed` where others may read the key, `ca_not_usable` for anything else.
 */
export async function openAuthority(dir: string, now: Date): Promise<Authority> {
  const keyFile = path.join(dir, 'ca.key');
  const certificateFile = path.join(dir, 'ca.pem');
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    checkDirectory(dir);
    const privateKey = createPrivateKey(readKey(keyFile) ?? createKey(keyFile));
    const certificate =
      readCertificate(certificateFile) ?? (await createCertificate(certificateFile, privateKey, now));
    const parsed = new X509Certificate(certificate);
    if (!parsed.ca || !parsed.checkPrivateKey(privateKey)) {
      throw new StartError('ca_not_usable', `ca: ${certificateFile} does not belong to ${keyFile}`);
    }
    const notAfter = new Date(parsed.validTo);
    if (notAfter <= now) {
      throw new StartError(
        'ca_not_usable',
        `ca: ${certificateFile} has expired; remove ${dir} to get a new one`,
      );
    }
    const issuer = await issuerOf(certificate, privateKey);
    return { issuer, certificate, file: certificateFile, notAfter };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError('ca_not_usable', `ca: ${dir} cannot be used (${codeOf(error)})`);
  }
}

function checkDirectory(dir: string): void {
  const { mode, uid } = statSync(dir);
  if ((mode & 0o022) !== 0 || (process.getuid !== undefined && uid !== process.getuid())) {
    throw new StartError(
      'ca_key_exposed',
      `ca: ${dir} must belong to this user and be writable by nobody else`,
    );
  }
}

function readKey(file: string): string | null {
  const text = readOwn(file, (mode) => {
    if ((mode & 0o077) !== 0) {
      throw new StartError('ca_key_exposed', `ca: ${file} may be read by others; set its mode to 0600`);
    }
  });
  return text;
}

const readCertificate = (file: string): string | null => readOwn(file, () => {});

function readOwn(file: string, checkMode: (mode: number) => void): string | null {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const { mode, uid } = fstatSync(fd);
    checkMode(mode);
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw new StartError('ca_key_exposed', `ca: ${file} belongs to another user`);
    }
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}

function createKey(file: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeNew(file, text, 0o600);
  return text;
}

async function createCertificate(file: string, privateKey: KeyObject, now: Date): Promise<string> {
  // The random part tells the authorities of several bottles apart in a client's trust store.
  const text = await issueAuthority(`Decant CA ${randomBytes(4).toString('hex')}`, privateKey, {
    notBefore: new Date(now.getTime() - 2 * DAY),
    notAfter: new Date(now.getTime() + LIFETIME_DAYS * DAY),
  });
  writeNew(file, text, 0o644);
  return text;
}

function writeNew(file: string, text: string, mode: number): void {
  const fd = openSync(file, 'wx', mode);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
