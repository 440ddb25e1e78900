import { looksRandom } from './checks.ts';
import { row, run } from './rows.ts';

const SOURCE = 'https://platform.openai.com/docs/api-reference/authentication';

function isCompatible(body: Buffer): boolean {
  return /^[0-9a-f]{32}$/.test(body.toString('latin1'));
}

export const OPENAI = [
  row({
    id: 'openai-key',
    kind: 'OpenAI API key',
    vendor: 'OpenAI',
    anchors: ['sk-proj-', 'sk-svcacct-', 'sk-None-'],
    parts: [run('base64url', 40, 220)],
    nearMin: 20,
    source: SOURCE,
  }),
  row({
    id: 'openai-admin-key',
    kind: 'OpenAI admin key',
    vendor: 'OpenAI',
    anchors: ['sk-admin-'],
    parts: [run('base64url', 40, 220)],
    nearMin: 20,
    source: 'https://platform.openai.com/docs/api-reference/admin-api-keys',
  }),
  row({
    id: 'openai-legacy-key',
    kind: 'OpenAI API key',
    vendor: 'OpenAI',
    // Also the shape of some compatible vendors' keys (Moonshot): 32 to 64 letters and digits.
    anchors: ['sk-'],
    parts: [run('alnum', 32, 64)],
    nearMin: 28,
    glue: 'word',
    check: (value, body) => (isCompatible(body) ? null : looksRandom(value, body)),
    confidence: 'medium',
    source: SOURCE,
  }),
  row({
    id: 'openai-compatible-key',
    kind: 'API key of an OpenAI-compatible vendor',
    vendor: null,
    // DeepSeek, Alibaba Model Studio and others: 32 hexadecimal digits.
    anchors: ['sk-'],
    parts: [run('alnum', 32)],
    glue: 'word',
    exact: true,
    check: (value, body) => (isCompatible(body) ? looksRandom(value, body) : null),
    source: 'https://api-docs.deepseek.com/',
  }),
] as const;
