import type { Proposal } from '../../core/approval/proposal.ts';
import type { ControlClient } from '../../supervisor/control-client.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';

/** What the web server stands on. */
export interface WebPorts {
  readonly supervisor: Pick<Supervisor, 'list' | 'find' | 'decide' | 'history' | 'watch'>;
  readonly gateway: Pick<ControlClient, 'status' | 'safeTokens' | 'revoke' | 'revokeAll'>;
  /** Name of the person at this process: who decides. */
  readonly operator: string;
  /** What a configuration proposal would replace, redacted; null where there is nothing to compare with. */
  readonly currentFile: (proposal: Proposal) => Promise<string | null>;
  /** Says that somebody watches; resolves to the function that takes it back. */
  readonly present: () => Promise<() => Promise<void>>;
  /** Host patterns of the routes as they are now. */
  readonly allowedHosts: () => readonly string[];
  readonly version: string;
  /** What happened, in our own words and codes. */
  readonly log: (notice: { readonly event: string; readonly code: string }) => void;
}
