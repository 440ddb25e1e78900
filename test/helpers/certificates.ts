import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './program.ts';
import type { Stage } from './stage.ts';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export interface KeyAndCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** A certificate authority that lives as long as its stage, made by openssl: an independent judge of ours. */
export interface Authority {
  readonly pem: string;
  /** A server's certificate for these names; `days` may be negative, for one that has run out. */
  issue(names: readonly string[], days?: number): Promise<KeyAndCertificate>;
}

async function openssl(cwd: string, ...args: string[]): Promise<void> {
  const ran = await run('openssl', args, { cwd });
  if (ran.code !== 0) throw new Error(`openssl ${args[0]}: ${ran.stderr}`);
}

export async function createAuthority(stage: Stage, name = 'Throw-away test CA'): Promise<Authority> {
  const folder = await stage.folder();
  const extensions = [
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ];
  const files = ['-keyout', 'ca.key', '-out', 'ca.pem'];
  await openssl(
    folder,
    'req',
    '-x509',
    ...KEY,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    ...extensions,
    ...files,
  );
  let serial = 1;
  return {
    pem: await readFile(join(folder, 'ca.pem'), 'utf8'),
    async issue(names, days = 2) {
      serial += 1;
      const [key, request, cert, extension] = ['key', 'csr', 'pem', 'ext'].map(
        (end) => `leaf-${serial}.${end}`,
      ) as [string, string, string, string];
      const alternatives = names.map((one) => `${/^[\d.]+$|:/.test(one) ? 'IP' : 'DNS'}:${one}`).join(',');
      await writeFile(
        join(folder, extension),
        `subjectAltName=${alternatives}\nextendedKeyUsage=serverAuth\n`,
      );
      await openssl(
        folder,
        'req',
        '-new',
        ...KEY,
        '-subj',
        '/CN=test upstream',
        '-keyout',
        key,
        '-out',
        request,
      );
      const issuer = [
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-set_serial',
        String(serial),
        '-days',
        String(days),
      ];
      await openssl(folder, 'x509', '-req', '-in', request, ...issuer, '-extfile', extension, '-out', cert);
      const issued = {
        key: await readFile(join(folder, key), 'utf8'),
        cert: await readFile(join(folder, cert), 'utf8'),
      };
      await rm(join(folder, key));
      return issued;
    },
  };
}
