import { crc32 } from 'node:zlib';
import type { Verdict } from '../format.ts';
import { row, run } from './rows.ts';

const SOURCE = 'https://docs.gitlab.com/security/tokens/#token-prefixes';
const DOT = '.';
const VERSION_LENGTH = 2;
const LENGTH_LENGTH = 2;
const CRC_LENGTH = 7;

/**
 * Routable tokens: base64url payload, dot, version in two, dot, the payload's length in two and a CRC32 in seven digits
 * of base 36. The CRC is over all that stands before it, prefix included.
 */
function routable(value: Buffer, body: Buffer): Verdict {
  const sections = body.toString('latin1').split(DOT);
  const [payload = '', version = '', tail = ''] = sections;
  if (sections.length !== 3 || version.length !== VERSION_LENGTH) return {};
  if (tail.length !== LENGTH_LENGTH + CRC_LENGTH) return { checksum: 'invalid' };
  const cut = value.length - CRC_LENGTH;
  const crc = crc32(value.subarray(0, cut)).toString(36).padStart(CRC_LENGTH, '0');
  const length = payload.length.toString(36).padStart(LENGTH_LENGTH, '0');
  const valid = tail === `${length}${crc}`;
  return { checksum: valid ? 'valid' : 'invalid' };
}

export const GITLAB = [
  row({
    id: 'gitlab-token',
    kind: 'GitLab access token',
    vendor: 'GitLab',
    anchors: ['glpat-', 'gldt-', 'gloas-', 'glsoat-'],
    parts: [run('dotted', 20, 320)],
    nearMin: 16,
    check: routable,
    source: SOURCE,
    verified: '2026-11-22',
  }),
  row({
    id: 'gitlab-runner-token',
    kind: 'GitLab runner token',
    vendor: 'GitLab',
    anchors: ['glrt-', 'glrtr-', 'GR1348941'],
    parts: [run('dotted', 20, 320)],
    nearMin: 16,
    check: routable,
    source: SOURCE,
  }),
  row({
    id: 'gitlab-job-token',
    kind: 'GitLab CI job token',
    vendor: 'GitLab',
    anchors: ['glcbt-'],
    parts: [run('dotted', 20, 2_000)],
    nearMin: 16,
    check: routable,
    source: SOURCE,
  }),
  row({
    id: 'gitlab-trigger-token',
    kind: 'GitLab trigger token',
    vendor: 'GitLab',
    anchors: ['glptt-'],
    parts: [run('dotted', 20, 320)],
    nearMin: 16,
    check: routable,
    source: SOURCE,
  }),
  row({
    id: 'gitlab-feed-token',
    kind: 'GitLab feed or mail token',
    vendor: 'GitLab',
    anchors: ['glft-', 'glimt-', 'glffct-', 'glwt-'],
    parts: [run('dotted', 20, 320)],
    nearMin: 16,
    check: routable,
    source: SOURCE,
  }),
  row({
    id: 'gitlab-agent-token',
    kind: 'GitLab agent token',
    vendor: 'GitLab',
    anchors: ['glagent-'],
    parts: [run('base64url', 50, 1_024)],
    nearMin: 16,
    source: SOURCE,
  }),
] as const;
