import type { Verdict } from '../format.ts';
import { crc32Tail } from './checks.ts';
import { drifted, literal, row, run } from './rows.ts';

const FORMATS =
  'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/';

/** Classic tokens are 36 long and end in a CRC32; longer ones are announced (up to 255) and have no known checksum. */
function classic(value: Buffer, body: Buffer): Verdict {
  return body.length === 36 ? crc32Tail(value, body) : { confidence: 'medium' };
}

/** One of the new ones has a JWT in it; without one, what is no run of letters and digits is chance. */
function installation(value: Buffer, body: Buffer): Verdict | null {
  if (body.includes('eyJ')) return {};
  return /^[A-Za-z0-9]+$/.test(body.toString('latin1')) ? classic(value, body) : null;
}

const FINE_GRAINED = row({
  id: 'github-fine-grained-token',
  kind: 'GitHub fine-grained personal access token',
  vendor: 'GitHub',
  anchors: ['github_pat_'],
  parts: [run('alnum', 22), literal('_'), run('alnum', 59)],
  nearMin: 30,
  source: FORMATS,
});

export const GITHUB = [
  row({
    id: 'github-token',
    kind: 'GitHub token',
    vendor: 'GitHub',
    anchors: ['ghp_', 'gho_', 'ghu_', 'ghr_'],
    parts: [run('alnum', 36, 251)],
    nearMin: 34,
    glue: 'blob',
    check: classic,
    source: FORMATS,
    verified: '2026-11-22',
  }),
  row({
    id: 'github-app-token',
    kind: 'GitHub App installation token',
    vendor: 'GitHub',
    // Since April 2026 also `ghs_`, the app's number and a JWT: sections joined by dots.
    anchors: ['ghs_'],
    parts: [run('dotted', 36, 1_024)],
    nearMin: 34,
    glue: 'blob',
    check: installation,
    source:
      'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    verified: '2026-11-22',
  }),
  FINE_GRAINED,
  drifted(FINE_GRAINED, 'word', 30),
] as const;
