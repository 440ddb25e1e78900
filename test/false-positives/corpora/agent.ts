import type { Pool } from '../pool.ts';
import { corpus } from './corpus.ts';

const MODEL = 'claude-sonnet-4-5-20250929';
const TOOLS = [
  {
    name: 'Bash',
    description: 'Runs a command',
    input_schema: { type: 'object', properties: { command: { type: 'string' } } },
  },
  {
    name: 'Read',
    description: 'Reads a file',
    input_schema: { type: 'object', properties: { path: { type: 'string' } } },
  },
];

function toolResult(pool: Pool): string {
  return pool.pick([
    () =>
      `total 8\n-rw-r--r-- 1 me me ${pool.number(9e5)} package-lock.json\n${pool.hex(40)}\trefs/heads/main`,
    () =>
      `diff --git a/x b/x\nindex ${pool.hex(7)}..${pool.hex(7)} 100644\n-const token = process.env.TOKEN\n+const apiKey = getKey("${pool.words(2)}")`,
    () =>
      `✓ test/x.test.ts (${pool.number(99)} tests) ${pool.number(999)}ms\n  FAIL  ${pool.words(5)}\n    at Object.<anonymous> (/app/src/auth/token.ts:${pool.number(99)}:7)`,
    () =>
      JSON.stringify({
        id: pool.uuid(),
        sha: pool.hex(40),
        node_id: pool.base64(24),
        url: `https://api.github.com/repos/o/r/git/blobs/${pool.hex(40)}`,
      }),
    () => `{"content":"${pool.base64(900)}","encoding":"base64"}`,
    () =>
      `$ grep -rn API_KEY src\nsrc/env.ts:${pool.number(99)}:  OPENAI_API_KEY: z.string().min(1),\nsrc/env.ts:9:  // sk-...`,
  ])();
}

/** A conversation as a client sends it: the whole history again at every turn. */
function history(pool: Pool, turns: number): string {
  const messages: object[] = [];
  const sent: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const id = `toolu_01${pool.base64url(17)}`;
    messages.push({
      role: 'user',
      content:
        turn === 0
          ? `Fix the login test. ${pool.words(30)}`
          : [{ type: 'tool_result', tool_use_id: id, content: toolResult(pool) }],
    });
    messages.push({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: pool.words(40), signature: pool.base64(300) },
        { type: 'text', text: pool.words(25) },
        {
          type: 'tool_use',
          id,
          name: 'Bash',
          input: { command: `git log --oneline -${pool.number(9)} && npm test` },
        },
      ],
    });
    sent.push(
      JSON.stringify({
        model: MODEL,
        max_tokens: 8_192,
        tools: TOOLS,
        messages,
        metadata: { user_id: `user_${pool.hex(64)}_account_${pool.uuid()}_session_${pool.uuid()}` },
      }),
    );
  }
  return sent.join('\n');
}

/** What agents send and get: histories, tool results, streams, embeddings. */
export const AGENT = [
  corpus('chat histories, turn by turn', (pool) => history(pool, 12)),
  corpus('chat completions with tool calls', (pool) =>
    pool.lines(40, () =>
      JSON.stringify({
        id: `chatcmpl-${pool.base64url(21)}`,
        system_fingerprint: `fp_${pool.hex(10)}`,
        choices: [
          {
            message: {
              role: 'assistant',
              tool_calls: [
                {
                  id: `call_${pool.base64url(18)}`,
                  function: {
                    name: 'run',
                    arguments: JSON.stringify({ cmd: pool.words(9), stdin: toolResult(pool) }),
                  },
                },
              ],
            },
          },
        ],
        reasoning: { encrypted_content: `gAAAAAB${pool.base64url(500)}` },
      }),
    ),
  ),
  corpus('event streams', (pool) =>
    pool.lines(
      300,
      () =>
        `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${pool.words(2)} "}}\n\ndata: {"id":"msg_01${pool.base64url(17)}"}`,
    ),
  ),
  corpus('embeddings', (pool) =>
    pool.lines(6, () =>
      JSON.stringify({
        data: [{ embedding: Array.from({ length: 1_500 }, () => (pool.number(2e9) - 1e9) / 1e10) }],
      }),
    ),
  ),
  corpus('images in messages', (pool) =>
    JSON.stringify({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pool.base64(70_000) } },
          ],
        },
      ],
    }),
  ),
  corpus('tool results', (pool) => pool.lines(150, () => toolResult(pool))),
  corpus('MCP messages', (pool) =>
    pool.lines(150, () =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: pool.number(999),
        method: 'tools/call',
        params: {
          name: 'search',
          arguments: { query: pool.words(6), cursor: pool.base64(30) },
          _meta: { progressToken: pool.uuid() },
        },
      }),
    ),
  ),
];
