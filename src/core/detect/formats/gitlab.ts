import { row, run } from './rows.ts';

const SOURCE = 'https://docs.gitlab.com/security/tokens/#token-prefixes';

export const GITLAB = [
  row({
    id: 'gitlab-token',
    kind: 'GitLab access token',
    vendor: 'GitLab',
    // Personal, deploy, runner, CI trigger, feed, incoming mail, agent, OAuth secret, SCIM, feature flags. Routable ones add dots.
    anchors: [
      'glpat-',
      'gldt-',
      'glrt-',
      'glrtr-',
      'glptt-',
      'glft-',
      'glimt-',
      'glagent-',
      'gloas-',
      'glsoat-',
      'glffct-',
    ],
    parts: [run('dotted', 20, 300)],
    nearMin: 16,
    source: SOURCE,
  }),
  row({
    id: 'gitlab-job-token',
    kind: 'GitLab CI job token',
    vendor: 'GitLab',
    anchors: ['glcbt-'],
    parts: [run('dotted', 20, 300)],
    nearMin: 16,
    source: SOURCE,
  }),
] as const;
