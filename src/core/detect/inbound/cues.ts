/**
 * What an instruction to a model begins with. By itself it is nothing: security pages are full of it. It counts only
 * where it stands in a place that a person does not see or a server has no reason to write, and together with a demand.
 *
 * Every pattern only ever looks ahead at what must be there (no `$`, no negative lookahead, no `\b` at the end), so that
 * more text can never undo a match: that makes the verdict independent of how the text arrives.
 */
export interface Cue {
  readonly id: string;
  readonly kind: 'override' | 'address' | 'role' | 'tool';
  /** Literals, one of which every match begins with; matched in any case. */
  readonly anchors: readonly string[];
  /** What follows the anchor, matched from its end. */
  readonly rest: string;
  /** Where the form comes from, and when that was read. */
  readonly source: string;
  readonly added: string;
}

/** White space, also as an escape that was escaped once more (JSON in JSON). */
export const SPACE = '(?:\\s|\\\\{1,2}[nrt])';
const WORDS = (most: number): string => `(?:[\\w'’,&-]{1,24}${SPACE}{1,4}){0,${most}}?`;
const OWASP = 'OWASP Top 10 for LLM Applications, LLM01 Prompt Injection (direct and indirect forms)';

export const CUES: readonly Cue[] = [
  {
    id: 'override',
    kind: 'override',
    anchors: ['ignore', 'disregard', 'forget', 'override', 'bypass'],
    rest: `${SPACE}{1,4}${WORDS(3)}(?:previous|prior|above|earlier|preceding|existing|original|all|any|your|system|everything)${SPACE}{1,4}${WORDS(4)}(?:instruction|prompt|directive|guideline|rule|message|context|polic|constraint|restriction|(?:you${SPACE}{1,4})?(?:were|have${SPACE}been)${SPACE}{1,4}told)`,
    source: OWASP,
    added: '2026-11-22',
  },
  {
    id: 'address',
    kind: 'address',
    anchors: ['ai assistant', 'ai agent', 'language model'],
    rest: `s?[^<>\\n]{0,60}?(?:must|should|please|need${SPACE}to|are${SPACE}(?:required|instructed)|[:,]${SPACE})`,
    source: OWASP,
    added: '2026-11-22',
  },
  {
    id: 'chatml',
    kind: 'role',
    anchors: ['<|im_start|>'],
    rest: `${SPACE}{0,4}(?:system|user|assistant|developer)`,
    source: 'ChatML, as in the chat templates of Hugging Face Transformers ("Chat templates")',
    added: '2026-11-22',
  },
  {
    id: 'llama3',
    kind: 'role',
    anchors: ['<|start_header_id|>'],
    rest: `${SPACE}{0,4}(?:system|user|assistant|ipython)`,
    source: 'Meta, Llama 3 model card, prompt format',
    added: '2026-11-22',
  },
  {
    id: 'llama2',
    kind: 'role',
    anchors: ['[inst]', '<<sys>>'],
    rest: '',
    source: 'Meta, Llama 2 prompt format',
    added: '2026-11-22',
  },
  {
    id: 'gemma',
    kind: 'role',
    anchors: ['<start_of_turn>'],
    rest: `${SPACE}{0,4}(?:user|model|system)`,
    source: 'Google, Gemma formatting and system instructions',
    added: '2026-11-22',
  },
  {
    id: 'role-token',
    kind: 'role',
    anchors: ['<|system|>', '<|user|>', '<|assistant|>', '<|start|>system', '<|start|>developer'],
    rest: '',
    source: 'Microsoft Phi-3 model card, chat format; OpenAI, Harmony response format',
    added: '2026-11-22',
  },
  {
    id: 'reminder',
    kind: 'role',
    anchors: ['<system-reminder', '<system_prompt', '<system>', '<|endoftext|>'],
    rest: '',
    source:
      'Pseudo-tags that agents wrap operator text in; end-of-text token of OpenAI tokenizers (tiktoken)',
    added: '2026-11-22',
  },
  {
    id: 'tool-call',
    kind: 'tool',
    anchors: [
      '<tool_call',
      '<function_calls',
      '<|tool_call',
      '<|python_tag|>',
      '[tool_calls]',
      '<tool_result',
      '<function_results',
    ],
    rest: '',
    source:
      'Qwen function calling (Hermes style), Meta Llama 3.1 tool calling, Mistral tool use, vendors’ documentation',
    added: '2026-11-22',
  },
];
