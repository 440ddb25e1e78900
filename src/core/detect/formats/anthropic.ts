import { row, run } from './rows.ts';

export const ANTHROPIC = [
  row({
    id: 'anthropic-key',
    kind: 'Anthropic API key',
    vendor: 'Anthropic',
    anchors: ['sk-ant-api'],
    parts: [run('base64url', 80, 120)],
    nearMin: 20,
    source: 'https://docs.anthropic.com/en/api/overview',
  }),
  row({
    id: 'anthropic-admin-key',
    kind: 'Anthropic admin key',
    vendor: 'Anthropic',
    anchors: ['sk-ant-admin'],
    parts: [run('base64url', 80, 120)],
    nearMin: 20,
    source: 'https://docs.anthropic.com/en/api/administration-api',
  }),
  row({
    id: 'anthropic-oauth-token',
    kind: 'Anthropic OAuth token',
    vendor: 'Anthropic',
    anchors: ['sk-ant-oat', 'sk-ant-ort', 'sk-ant-sid'],
    parts: [run('base64url', 80, 140)],
    nearMin: 20,
    source: 'https://docs.anthropic.com/en/docs/claude-code/iam',
  }),
] as const;
