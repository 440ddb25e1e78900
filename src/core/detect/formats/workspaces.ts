import { looksRandom } from './checks.ts';
import { named } from './named.ts';
import { row, run } from './rows.ts';

/** Code forges and hosted workspaces, beside GitHub and GitLab. */
export const WORKSPACES = [
  row({
    id: 'gitpod-token',
    kind: 'Gitpod personal access token',
    vendor: 'Gitpod',
    anchors: ['gitpod_pat_'],
    parts: [run('dotted', 40, 140)],
    nearMin: 24,
    source: 'https://www.gitpod.io/docs/references/gitpod-api',
  }),
  row({
    id: 'codesandbox-token',
    kind: 'CodeSandbox API token',
    vendor: 'CodeSandbox',
    anchors: ['csb_v1_'],
    parts: [run('base64url', 40, 60)],
    nearMin: 30,
    source: 'https://codesandbox.io/docs/sdk',
  }),
  row({
    id: 'deno-deploy-token',
    kind: 'Deno Deploy access token',
    vendor: 'Deno',
    anchors: ['ddp_', 'ddo_'],
    parts: [run('alnum', 36)],
    nearMin: 34,
    glue: 'word',
    check: looksRandom,
    source: 'https://docs.deno.com/deploy/manual/deployctl',
  }),
  row({
    id: 'valtown-token',
    kind: 'Val Town API token',
    vendor: 'Val Town',
    anchors: ['vtwn_'],
    parts: [run('alnum', 22, 40)],
    nearMin: 18,
    check: looksRandom,
    source: 'https://docs.val.town/api/authentication/',
  }),
  row({
    id: 'bitbucket-app-password',
    kind: 'Bitbucket app password',
    vendor: 'Atlassian',
    anchors: ['ATBB'],
    parts: [run('alnum', 32)],
    nearMin: 26,
    glue: 'blob',
    check: looksRandom,
    source: 'https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/',
  }),
  named({
    id: 'gitea-token',
    kind: 'Gitea access token',
    vendor: 'Gitea',
    names: ['gitea_token', 'forgejo_token', 'codeberg_token'],
    value: { run: 'hexLower', min: 40 },
    source: 'https://docs.gitea.com/development/api-usage',
  }),
] as const;
