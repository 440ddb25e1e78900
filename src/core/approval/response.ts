import type { ProposalId } from './proposal.ts';

export type ResponseStatus = 'approved' | 'modified' | 'rejected';

/** Limits to an approval; all given ones hold together. */
export interface ResponseScope {
  readonly host_only?: boolean;
  readonly ttl_seconds?: number;
  /** Each released request consumes one. */
  readonly uses?: number;
}

/** What stands in `<id>.response.json`. The smallest valid one has `proposal_id`, `status` and `notes`. */
export interface Response {
  readonly version?: 1;
  readonly proposal_id: ProposalId;
  readonly status: ResponseStatus;
  readonly notes: string;
  readonly decided_by?: string;
  readonly decided_at?: string;
  /** sha256 (hex) of the proposal file's bytes that the operator saw. */
  readonly digest?: string;
  readonly final_file?: string;
  readonly scope?: ResponseScope;
  readonly mac?: string;
}
