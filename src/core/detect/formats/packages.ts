import { crc32Tail, looksRandom } from './checks.ts';
import { row, run } from './rows.ts';

export const PACKAGES = [
  row({
    id: 'npm-token',
    kind: 'npm access token',
    vendor: 'npm',
    anchors: ['npm_'],
    parts: [run('alnum', 36)],
    nearMin: 34,
    glue: 'blob',
    check: (value, body) => (looksRandom(value, body) === null ? null : crc32Tail(value, body)),
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
