import type { SecureContext } from 'node:tls';
import type { Redactor } from '../core/approval/token-proposal.ts';
import type { RequestScanner } from '../core/judge.ts';
import type { Config } from '../core/policy/config.ts';
import type { ContextSource } from './hold/context-book.ts';

/** What requests are judged by at one moment. Replaced as a whole on reload, so that no request sees half of it. */
export interface Policy {
  readonly config: Config;
  readonly scanner: RequestScanner & Redactor & ContextSource;
  readonly trust: SecureContext;
}

export interface PolicyHolder {
  readonly current: Policy;
}
