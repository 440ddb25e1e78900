import { SPACE } from './cues.ts';

/**
 * What an injected instruction asks for. As with the cues, nothing here can be undone by more text. Sources: the impacts
 * listed in OWASP Top 10 for LLM Applications, LLM01 and LLM02 (disclosure of secrets, of the conversation, of the
 * system prompt; actions without the user's knowledge). Added 2026-11-22.
 */
const ACTION =
  '\\b(?:send|post|upload|exfiltrat|transmit|forward|e-?mail|leak|reveal|print|output|share|paste|copy|include|append|submit|deliver|disclose|expose|display|list|dump|encode|read|fetch|curl|wget|cat)';

const SENSITIVE = `(?:api[ _-]?keys?|credential|password|passphrase|secret|(?:access|auth|session|bearer|api|github|npm)[ _-]token|tokens|private key|ssh key|id_rsa|id_ed25519|\\.env[^a-z]|env(?:ironment)?[ _-]var|\\.aws/|\\.ssh/|\\.npmrc|\\.netrc|\\.git-credentials|/etc/passwd|cookies|system${SPACE}{1,3}prompt|conversation|chat${SPACE}history|private${SPACE}(?:data|repo|file|message))`;

/** Where it should go. */
const DESTINATION =
  '(?:https?:(?:\\\\?/){2}[\\w[]|[\\w.+-]{1,64}@[\\w-]{1,63}\\.[a-z]{2}|\\b(?:curl|wget|nc|netcat)\\s)';

const COMMAND =
  '\\b(?:run|execute|invoke|call|install|eval|download)[^\\n]{0,80}?(?:`|\\$\\(|\\bcurl\\s|\\bwget\\s|\\bbash\\b|\\bsh -c|\\brm -|powershell|shell command|https?:)';

const CONCEALMENT = `(?:do${SPACE}{1,3}not|don['’]?t|never|without)${SPACE}{1,3}(?:tell|inform|mention|reveal|notify|alert|show|ask)`;

const near = (first: string, second: string): RegExp => new RegExp(`${first}[^<>]{0,200}?${second}`, 'i');

const DEMANDS = {
  /** Something that is nobody else's business, with what to do with it. */
  sensitive: near(ACTION, SENSITIVE),
  /** Something sent somewhere. */
  sent: near(ACTION, DESTINATION),
  destination: new RegExp(DESTINATION, 'i'),
  command: new RegExp(COMMAND, 'i'),
  concealment: new RegExp(CONCEALMENT, 'i'),
} as const satisfies Record<string, RegExp>;

export type Demand = keyof typeof DEMANDS;

export function demands(text: string, demand: Demand): boolean {
  return DEMANDS[demand].test(text);
}
