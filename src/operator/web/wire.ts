import type { CloseReason, Proposal, ProposalOutcome, ProposalState } from '../../core/approval/proposal.ts';
import type { Response, ResponseScope, ResponseStatus } from '../../core/approval/response.ts';

/** What the web API says, as the browser reads it: shapes only, shared by both sides. Times are RFC 3339, UTC. */

export interface OpenWire {
  readonly proposal: Proposal;
  /** sha256 (hex) of the proposal's bytes: a decision names it. */
  readonly digest: string;
  readonly state: ProposalState | null;
  readonly answered: boolean;
}

export interface ArchivedWire {
  readonly proposal: Proposal;
  readonly digest: string;
  readonly response: Response | null;
  readonly outcome: ProposalOutcome | null;
}

/** `GET /api/proposals`: most urgent first. */
export interface ListWire {
  readonly proposals: readonly OpenWire[];
}

/** `GET /api/proposals/:id`. */
export type DetailWire =
  | {
      readonly open: true;
      readonly item: OpenWire;
      /** What a configuration proposal would replace, redacted; null where there is nothing to compare with. */
      readonly current_file: string | null;
    }
  | { readonly open: false; readonly item: ArchivedWire };

/** `GET /api/history?before=&limit=`: newest first. */
export interface HistoryWire {
  readonly history: readonly ArchivedWire[];
  /** The `before` of the next page; null: this was the last. */
  readonly next: string | null;
}

/** The body of `POST /api/proposals/:id/decision`. */
export interface DecisionWire {
  readonly status: ResponseStatus;
  readonly notes: string;
  readonly digest: string;
  readonly scope?: ResponseScope;
  readonly final_file?: string;
}

export interface SafeTokenWire {
  readonly fingerprint: string;
  /** Null: any allowed destination. */
  readonly destination: string | null;
  readonly expires_in_seconds: number | null;
  readonly uses_left: number | null;
  readonly since: string;
  readonly kind: string | null;
  readonly secret_name: string | null;
}

export interface TrafficMinute {
  /** Start of the minute, milliseconds of the epoch. */
  readonly at: number;
  /** Forwarded at once. */
  readonly allowed: number;
  /** Forwarded after somebody was asked. */
  readonly held: number;
  readonly blocked: number;
}

export interface TrafficHost {
  readonly host: string;
  /** Requests about which somebody was asked. */
  readonly asked: number;
  readonly allowed: number;
  readonly blocked: number;
}

export interface TrafficWire {
  /** The last hour, oldest first, one element a minute. */
  readonly minutes: readonly TrafficMinute[];
  /** Those that raise the most questions first. */
  readonly hosts: readonly TrafficHost[];
}

/** `GET /api/status`. */
export interface StatusWire {
  readonly version: string;
  /** Who decides here. */
  readonly operator: string;
  /** Null: the gateway does not answer at its control socket. */
  readonly gateway: GatewayWire | null;
  readonly queue: { readonly usable: boolean; readonly code: string | null };
  readonly pending: number;
  /** Browsers that watch now. */
  readonly viewers: number;
  /** Host patterns of the routes. */
  readonly allowed_hosts: readonly string[];
  readonly traffic: TrafficWire;
}

export interface GatewayWire {
  readonly bottle: string | null;
  readonly proxy: string | null;
  readonly queue: string | null;
  readonly held: number;
  readonly held_bytes: number;
  readonly uptime_seconds: number;
}

/** `GET /api/events`, by the event's name. */
export interface EventsWire {
  /** First, and again whenever a view has fallen behind. */
  readonly snapshot: ListWire;
  /** Not `open`: an event source has one of its own by that name. */
  readonly opened: OpenWire;
  readonly changed: OpenWire;
  readonly closed: {
    readonly id: string;
    readonly reason: CloseReason | null;
    readonly status: ResponseStatus | null;
  };
  readonly status: StatusWire;
  /** The safe tokens may have changed. */
  readonly safe: Readonly<Record<string, never>>;
  /** Nothing happened, and the connection stands. */
  readonly ping: Readonly<Record<string, never>>;
}

export type EventWire = {
  readonly [Name in keyof EventsWire]: { readonly event: Name; readonly data: EventsWire[Name] };
}[keyof EventsWire];

/** Every answer that is no 2xx. */
export interface ErrorWire {
  readonly error: string;
  /** One plain sentence, our own words. */
  readonly message?: string;
  /** With 409: the decision that won; null where it cannot be read. */
  readonly decision?: Response | null;
  /** With 409: how a proposal ended that nobody answered. */
  readonly outcome?: ProposalOutcome | null;
}
