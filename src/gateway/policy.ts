import type { SecureContext } from 'node:tls';
import type { Redactor } from '../core/approval/token-proposal.ts';
import type { MessageWindow } from '../core/detect/message-window.ts';
import type { MessageScanner, RequestScanner } from '../core/judge.ts';
import type { Config } from '../core/policy/config.ts';
import type { ContextSource } from './hold/context-book.ts';

export interface MessageMemory {
  remember(before: MessageWindow, message: Buffer): MessageWindow;
}

/** What requests are judged by at one moment. Replaced as a whole on reload, so that no request sees half of it. */
export interface Policy {
  readonly config: Config;
  readonly scanner: RequestScanner & MessageScanner & MessageMemory & Redactor & ContextSource;
  readonly trust: SecureContext;
}

export interface PolicyHolder {
  readonly current: Policy;
}
