import type { SecureContext } from 'node:tls';
import type { Redactor } from '../core/approval/token-proposal.ts';
import type { RequestScanner } from '../core/judge.ts';
import type { Config } from '../core/policy/config.ts';

/** What requests are judged by at one moment. Replaced as a whole on reload, so that no request sees half of it. */
export interface Policy {
  readonly config: Config;
  readonly scanner: RequestScanner & Redactor;
  readonly trust: SecureContext;
}

export interface PolicyHolder {
  readonly current: Policy;
}
