import { looksRandom } from './checks.ts';
import { row, run } from './rows.ts';

const SOURCE = 'https://platform.openai.com/docs/api-reference/authentication';

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
    // Also the shape of several compatible vendors' keys (DeepSeek, Moonshot): 32 to 64 letters and digits.
    anchors: ['sk-'],
    parts: [run('alnum', 32, 64)],
    nearMin: 20,
    glue: 'word',
    check: looksRandom,
    confidence: 'medium',
    source: SOURCE,
  }),
] as const;
