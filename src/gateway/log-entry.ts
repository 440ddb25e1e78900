import type { CloseReason } from '../core/approval/proposal.ts';
import type { ResponseStatus } from '../core/approval/response.ts';
import type { RedactedText } from '../core/detect/redacted-text.ts';
import type { Scheme } from '../core/http/target.ts';
import type { BlockCode, Outcome, Refusal } from '../core/policy/refusal.ts';
import type { UpstreamFaultCode } from './dial/upstream-fault.ts';

/** Where an exchange was meant to go. */
interface Destined {
  readonly scheme: Scheme;
  /** As the client spelled it. */
  readonly host: RedactedText;
  readonly port: number;
  readonly method: string;
}

export type ExchangeResult = 'forwarded' | 'refused' | 'malformed' | 'fault' | 'cut' | 'client_gone';

/**
 * One line of the log. There is no path, no header and no value in any of them, and nothing of an error but its code
 * (R7). Times in milliseconds.
 */
export type LogEntry =
  | {
      readonly event: 'exchange';
      readonly level: 'info' | 'warn';
      readonly id: string;
      readonly result: ExchangeResult;
      /** Null where the request was too malformed to have one. */
      readonly to: Destined | null;
      /** Index of the route in the configuration. */
      readonly route: number | null;
      /** What the client saw; null where it left before. */
      readonly status: number | null;
      readonly code: BlockCode | UpstreamFaultCode | string | null;
      readonly outcome: Outcome | null;
      readonly proposal: string | null;
      readonly bytes_in: number;
      readonly bytes_out: number;
      readonly held_ms: number;
      readonly total_ms: number;
    }
  /** Before the line of its exchange. `code`: what a message of the client was refused for. */
  | {
      readonly event: 'websocket_closed';
      readonly level: 'info' | 'warn';
      readonly exchange: string;
      readonly close_code: number;
      readonly code: BlockCode | null;
      readonly detector: Refusal['detector'];
      readonly messages_out: number;
      readonly messages_in: number;
      readonly bytes_out: number;
      readonly bytes_in: number;
    }
  | {
      readonly event: 'proposed';
      readonly level: 'info';
      readonly proposal: string;
      readonly exchange: string;
    }
  | {
      readonly event: 'answered';
      readonly level: 'info';
      readonly proposal: string;
      readonly status: ResponseStatus;
    }
  | { readonly event: 'malformed_response'; readonly level: 'warn'; readonly proposal: string }
  | {
      readonly event: 'closed';
      readonly level: 'info';
      readonly proposal: string;
      readonly reason: CloseReason;
    }
  | { readonly event: 'orphaned'; readonly level: 'info'; readonly proposals: readonly string[] }
  | {
      readonly event: 'queue_fault';
      readonly level: 'error';
      readonly operation: 'publish' | 'state' | 'close' | 'stop' | 'watch' | 'presence' | 'record';
      readonly code: string;
      readonly proposal: string | null;
    }
  | {
      readonly event: 'revoked';
      readonly level: 'info';
      readonly fingerprint: string;
      readonly count: number;
    }
  | {
      readonly event: 'client_fault';
      readonly level: 'info';
      readonly code: string;
      readonly status: number | null;
    }
  | { readonly event: 'tunnel_refused'; readonly level: 'info'; readonly code: string }
  | {
      readonly event: 'internal_fault';
      readonly level: 'error';
      readonly where: string;
      readonly code: string;
    }
  | { readonly event: 'started' | 'stopping' | 'stopped' | 'reloaded'; readonly level: 'info' };

export type Log = (entry: LogEntry) => void;
