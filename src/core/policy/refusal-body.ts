import type { BlockCode, Outcome, Refusal } from './refusal.ts';

/** One sentence for whoever reads the answer, most often a program with a language model behind it. */
const BLOCKED: Readonly<Record<BlockCode, string>> = {
  token_detected: 'The request carries what looks like a credential, and nobody has allowed it to leave.',
  crlf_injection:
    'The target or a header of the request contains an injected line break; remove it, because this cannot be approved.',
  route_not_allowed:
    'This destination is not on the list of allowed routes; do not retry, ask the operator to allow it.',
  method_not_allowed:
    'This destination is allowed, but not with this method; do not retry, ask the operator if you need it.',
  path_not_allowed:
    'This destination is allowed, but not this path; do not retry, ask the operator if you need it.',
  git_push_blocked: 'Pushing with git to this destination is not allowed; ask the operator if you need to.',
  private_address:
    'The destination is at a private or special network address, which may not be reached from here.',
  own_listener: 'The destination is the gateway itself, which may not be reached through the gateway.',
  foreign_credential:
    'This destination accepts only the credential that the gateway adds; send the request without one of your own.',
  body_too_large: 'The body of the request is larger than the gateway can inspect; send it in smaller parts.',
  undecodable_body:
    'The body of the request, or of its answer, cannot be decoded for inspection; use no compression, or gzip.',
  not_fully_inspected:
    'The request could not be inspected to its end, so it was not sent; make it smaller or simpler.',
  websocket_not_allowed: 'WebSocket connections to this destination are not allowed; use plain requests.',
  prompt_injection: 'The answer of the server was withheld because it looks like an attempt to instruct you.',
};

const HELD: Readonly<Record<Outcome, string>> = {
  rejected:
    'The operator decided that the credential found in this request may not be sent; do not retry it, and ask before trying another way.',
  hold_timeout:
    'The request carries what looks like a credential, and nobody has decided about it yet; the question stays open, so retry the same request later.',
  expired:
    'The request carries what looks like a credential, and nobody decided about it in time; ask the operator to look, then retry.',
  no_supervisor:
    'The request carries what looks like a credential, and no operator can be asked here; send it without the credential.',
  no_operator:
    'The request carries what looks like a credential, and no operator is on duty; retry when one is.',
  queue_full:
    'The request carries what looks like a credential, and too many requests wait for a decision already; retry later.',
  queue_error:
    'The request carries what looks like a credential, and the operator could not be asked because of a fault; tell the operator.',
  malformed_response:
    'The request carries what looks like a credential, and the answer about it was not valid; tell the operator, then retry.',
  not_approvable:
    'The request carries a credential that may never leave; do not retry, send it without the credential.',
  shutdown:
    'The request carries what looks like a credential, and the gateway stopped before anybody decided; retry when it is back.',
};

export type UpstreamFault = 'dns' | 'connect' | 'tls' | 'timeout' | 'protocol';

const FAULTS: Readonly<Record<UpstreamFault, string>> = {
  dns: 'The name of the destination could not be resolved.',
  connect: 'The destination could not be connected to.',
  tls: 'The destination could not be trusted: its certificate or its TLS is not acceptable.',
  timeout: 'The destination did not answer in time.',
  protocol: 'The destination gave an answer that is not valid HTTP.',
};

/**
 * The body of a 403 (contract: "What the agent sees"). It says what happened and what may help, and nothing of kind,
 * place or length of a finding, which would make it an oracle (X20, R6).
 */
export function refusalBody(refusal: Refusal): string {
  const { code, outcome, detector, proposal } = refusal;
  const message = outcome === null ? BLOCKED[code] : HELD[outcome];
  return JSON.stringify({ error: 'egress_blocked', code, outcome, detector, proposal, message });
}

/** The header fields of a 403 that belong to the refusal; not those of framing. */
export function refusalHeaders(refusal: Pick<Refusal, 'code'>): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'x-decant-block': refusal.code,
    // The SDKs of OpenAI, Anthropic and others obey it.
    'x-should-retry': 'false',
    'cache-control': 'no-store',
  };
}

/** 504 where time ran out, else 502. */
export function upstreamFaultStatus(code: UpstreamFault): 502 | 504 {
  return code === 'timeout' ? 504 : 502;
}

/** The body of a 502 or 504: the same shape as a refusal's. */
export function upstreamFaultBody(code: UpstreamFault): string {
  const message = FAULTS[code];
  return JSON.stringify({ error: 'upstream', code, outcome: null, detector: null, proposal: null, message });
}
