import type { Verdict } from '../format.ts';
import { crc32Tail, looksRandom } from './checks.ts';
import { row, run } from './rows.ts';

const NPM_BODY = 36;

/** Of the vendor's length any value counts, whatever its looks: a checksum never drops one. */
function npmToken(value: Buffer, body: Buffer): Verdict | null {
  if (body.length !== NPM_BODY && looksRandom(value, body) === null) return null;
  return crc32Tail(value, body);
}

export const PACKAGES = [
  row({
    id: 'npm-token',
    kind: 'npm access token',
    vendor: 'npm',
    anchors: ['npm_'],
    parts: [run('alnum', 36)],
    nearMin: 34,
    glue: 'blob',
    check: npmToken,
    source: 'https://docs.npmjs.com/about-access-tokens',
  }),
  row({
    id: 'pypi-token',
    kind: 'PyPI API token',
    vendor: 'PyPI',
    // A macaroon whose first bytes name the location, pypi.org or test.pypi.org.
    anchors: ['pypi-AgEI', 'pypi-AgEN'],
    parts: [run('base64url', 70, 1_024)],
    nearMin: 24,
    source: 'https://pypi.org/help/#apitoken',
  }),
  row({
    id: 'rubygems-key',
    kind: 'RubyGems API key',
    vendor: 'RubyGems',
    anchors: ['rubygems_'],
    parts: [run('hexLower', 48)],
    nearMin: 40,
    source: 'https://guides.rubygems.org/api-key-scopes/',
  }),
  row({
    id: 'docker-hub-token',
    kind: 'Docker Hub access token',
    vendor: 'Docker',
    anchors: ['dckr_pat_', 'dckr_oat_'],
    parts: [run('base64url', 27, 60)],
    nearMin: 20,
    source: 'https://docs.docker.com/security/access-tokens/',
  }),
] as const;
