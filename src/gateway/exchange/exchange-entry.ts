import type { Redactor } from '../../core/approval/token-proposal.ts';
import type { RequestHead } from '../../core/http/request.ts';
import { upstreamFaultStatus } from '../../core/policy/refusal-body.ts';
import type { LogEntry } from '../log-entry.ts';
import type { ExchangeOutcome } from './outcome.ts';

/** What an exchange learned on its way, for its log line. */
export interface Facts {
  head: RequestHead | null;
  routeIndex: number | null;
  bytesIn: number;
  heldMs: number;
}

type ExchangeEntry = Extract<LogEntry, { event: 'exchange' }>;
type Ending = Pick<ExchangeEntry, 'status' | 'code' | 'outcome' | 'proposal' | 'bytes_out'>;

const NOTHING: Ending = { status: null, code: null, outcome: null, proposal: null, bytes_out: 0 };

export function exchangeEntry(
  id: string,
  facts: Facts,
  outcome: ExchangeOutcome,
  totalMs: number,
  redactor: Pick<Redactor, 'redact'>,
): LogEntry {
  const { head } = facts;
  return {
    event: 'exchange',
    level: outcome.result === 'forwarded' || outcome.result === 'client_gone' ? 'info' : 'warn',
    id,
    result: outcome.result,
    to:
      head === null
        ? null
        : {
            scheme: head.target.scheme,
            host: redactor.redact(head.authority),
            port: head.target.port,
            method: head.method,
          },
    route: facts.routeIndex,
    ...endingOf(outcome),
    bytes_in: facts.bytesIn,
    held_ms: Math.round(facts.heldMs),
    total_ms: Math.round(totalMs),
  };
}

function endingOf(outcome: ExchangeOutcome): Ending {
  switch (outcome.result) {
    case 'malformed':
      return { ...NOTHING, status: outcome.status, code: outcome.problem };
    case 'refused': {
      const { code, outcome: how, proposal } = outcome.refusal;
      return { ...NOTHING, status: 403, code, outcome: how, proposal };
    }
    case 'fault':
      return { ...NOTHING, status: upstreamFaultStatus(outcome.code), code: outcome.code };
    case 'forwarded':
      return { ...NOTHING, status: outcome.status, bytes_out: outcome.bytes };
    case 'cut':
      return { ...NOTHING, status: outcome.status, code: outcome.code, bytes_out: outcome.bytes };
    case 'client_gone':
      return NOTHING;
  }
}
