import type { Cidr } from '../http/cidr.ts';
import type { CanonicalHost, Scheme } from '../http/target.ts';
import type { HostPattern } from './host-pattern.ts';

/**
 * A configuration as the program uses it: complete, checked, every path absolute, every time in milliseconds. A plain
 * value; the same text, folder and environment give an equal one. It holds the credentials of route `auth`: never log it.
 */
export interface Config {
  /** Slug; null: unwired (S10). */
  readonly bottle: string | null;
  /** Null: unwired (S10), unless the command has a default of its own. */
  readonly queue: QueueLocation | null;
  readonly listen: ListenAddress;
  /** Path of the control socket. */
  readonly control: string;
  readonly ca: { readonly dir: string };
  /** Null: no web UI. `listen` null: the usual port of loopback, or a free one. */
  readonly web: { readonly listen: ListenAddress | null } | null;
  readonly hold: HoldConfig;
  readonly queueAccess: {
    readonly operatorUids: readonly ('self' | number)[];
    /** Name or gid, as given. */
    readonly group: string | number | null;
  };
  readonly notify: readonly NotifyTarget[];
  readonly safeTokens: { readonly scope: 'bottle' | 'host' };
  readonly secrets: SecretsConfig;
  readonly detection: { readonly families: readonly DetectionFamily[] };
  readonly limits: LimitsConfig;
  readonly upstream: UpstreamConfig;
  /** First match wins; none: everything is refused. */
  readonly routes: readonly Route[];
}

export interface QueueLocation {
  readonly kind: 'file';
  readonly directory: string;
}

export interface ListenAddress {
  /** Host name or IP literal (IPv6 without brackets). */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

export interface HoldConfig {
  readonly timeoutMs: number;
  /** At least `timeoutMs`. */
  readonly proposalMs: number;
  readonly maxHeld: number;
  readonly maxPending: number;
  readonly rememberRejectionsMs: number;
  /** With no operator view active nobody is asked: refused at once. */
  readonly requireOperator: boolean;
  /** Path; null: answers need no key. */
  readonly responseKeyFile: string | null;
}

export type NotifyEvent = 'proposed' | 'closed';
export type NotifyFormat = 'json' | 'slack' | 'discord' | 'ntfy';

/** Who is told of questions, and how. */
export type NotifyTarget = {
  readonly events: readonly NotifyEvent[];
  /** Of one attempt. */
  readonly timeoutMs: number;
} & (
  | {
      readonly kind: 'webhook';
      /** The address, or the path of the private file that holds it. May be a secret: never log it. */
      readonly url: { readonly text: string } | { readonly file: string };
      readonly format: NotifyFormat;
      /** Path of the key that signs; null: unsigned. */
      readonly secretFile: string | null;
    }
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] }
);

export interface SecretsConfig {
  /** Names of variables; `*` stands for any characters. */
  readonly env: readonly string[];
  readonly files: readonly string[];
  readonly approvable: boolean;
}

export type DetectionFamily = 'credentials' | 'keys' | 'payment' | 'wallets';

/** All in bytes. */
export interface LimitsConfig {
  readonly headerBytes: number;
  readonly bufferBytes: number;
  readonly bodyBytes: number;
  readonly decodedBytes: number;
  readonly heldBytes: number;
  /** One WebSocket message. */
  readonly websocketMessageBytes: number;
}

export interface UpstreamConfig {
  readonly caFiles: readonly string[];
  /** First match wins. */
  readonly resolve: readonly ResolveEntry[];
  readonly allowPrivate: readonly Cidr[];
}

/** Sends what is meant for `host:port` to an address of the operator's choice, which may be a private one. */
export interface ResolveEntry {
  readonly host: HostPattern;
  readonly port: number;
  /** An IP literal (IPv6 without brackets). */
  readonly address: CanonicalHost;
  readonly addressPort: number;
}

export type OutboundDetector = 'token_patterns' | 'known_secrets' | 'crlf';

export type InboundDetector = 'prompt_injection';

export interface Route {
  readonly host: HostPattern;
  readonly schemes: readonly Scheme[];
  /** Null: the default port of the request's scheme. */
  readonly ports: readonly number[] | null;
  /** Upper case; null: all but TRACE and CONNECT. */
  readonly methods: readonly string[] | null;
  /** Path patterns in normal form. */
  readonly paths: readonly string[];
  readonly websocket: boolean;
  readonly gitPush: 'block' | 'allow';
  readonly auth: RouteAuth | null;
  readonly dlp: {
    readonly outboundDetectors: readonly OutboundDetector[];
    readonly inboundDetectors: readonly InboundDetector[];
  };
}

/** A header that the gateway sets, in place of any of the client's, after the scan. */
export interface RouteAuth {
  /** Lower case. */
  readonly header: string;
  /** A credential: never in a log, a message or an error. */
  readonly value: string;
  /** The environment variables that `value` was made from. */
  readonly variables: readonly string[];
}
