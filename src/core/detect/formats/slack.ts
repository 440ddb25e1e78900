import { looksRandom } from './checks.ts';
import { named } from './named.ts';
import { literal, row, run } from './rows.ts';

const TOKENS = 'https://docs.slack.dev/authentication/tokens';

export const SLACK = [
  row({
    id: 'slack-token',
    kind: 'Slack token',
    vendor: 'Slack',
    anchors: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxd-', 'xoxe-'],
    parts: [run('alnumDash', 40, 255)],
    nearMin: 32,
    glue: 'blob',
    check: looksRandom,
    source: TOKENS,
  }),
  row({
    id: 'slack-rotated-token',
    kind: 'Slack token',
    vendor: 'Slack',
    anchors: ['xoxe.xoxb-', 'xoxe.xoxp-'],
    parts: [run('alnumDash', 40, 255)],
    nearMin: 20,
    source: 'https://docs.slack.dev/authentication/using-token-rotation',
  }),
  row({
    id: 'slack-app-token',
    kind: 'Slack app-level token',
    vendor: 'Slack',
    anchors: ['xapp-'],
    parts: [run('alnumDash', 40, 255)],
    nearMin: 20,
    source: TOKENS,
  }),
  row({
    id: 'slack-workflow-token',
    kind: 'Slack workflow token',
    vendor: 'Slack',
    anchors: ['xwfp-'],
    parts: [run('alnumDash', 40, 255)],
    nearMin: 20,
    source: TOKENS,
  }),
  named({
    id: 'slack-signing-secret',
    kind: 'Slack signing secret',
    vendor: 'Slack',
    names: ['slack_signing_secret', 'slack_client_secret'],
    value: { run: 'hexLower', min: 32 },
    source: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
  }),
  row({
    id: 'slack-webhook',
    kind: 'Slack webhook URL',
    vendor: 'Slack',
    anchors: ['hooks.slack.com/services/', 'hooks.slack.com/workflows/', 'hooks.slack.com/triggers/'],
    anchorIsContext: true,
    parts: [run('alnum', 8, 16), literal('/'), run('alnum', 8, 24), literal('/'), run('alnum', 20, 32)],
    nearMin: 16,
    check: (_value, body) => (/X{8}$/.test(body.toString('latin1')) ? null : {}),
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  }),
] as const;
