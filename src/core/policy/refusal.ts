/** Why a request was refused by policy or detection. Closed list; clients switch on it (contract: "What the agent sees"). */
export type BlockCode =
  | 'token_detected'
  | 'crlf_injection'
  | 'route_not_allowed'
  | 'method_not_allowed'
  | 'path_not_allowed'
  | 'git_push_blocked'
  | 'private_address'
  | 'own_listener'
  | 'foreign_credential'
  | 'body_too_large'
  | 'undecodable_body'
  | 'not_fully_inspected'
  | 'websocket_not_allowed'
  | 'prompt_injection';

/** How a `token_detected` block came about. */
export type Outcome =
  | 'rejected'
  | 'hold_timeout'
  | 'expired'
  | 'no_supervisor'
  | 'no_operator'
  | 'queue_full'
  | 'queue_error'
  | 'malformed_response'
  | 'not_approvable'
  | 'shutdown';

/** A decision against a request. Never holds a value or text from outside. */
export interface Refusal {
  readonly code: BlockCode;
  /** Set with `token_detected` only. */
  readonly outcome: Outcome | null;
  readonly detector: 'token_patterns' | 'known_secrets' | 'crlf' | 'prompt_injection' | null;
  readonly proposal: string | null;
}
