/** What the commands are called with, after the arguments were read. */

export interface QueueOptions {
  readonly config?: string;
  readonly queue?: string;
}

export interface SuperviseOptions extends QueueOptions {
  readonly bell?: boolean;
}

export interface ListOptions extends QueueOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

export interface ShowOptions extends QueueOptions {
  readonly json?: boolean;
}

export interface DecideOptions extends QueueOptions {
  readonly json?: boolean;
  readonly reason?: string;
  readonly hostOnly?: boolean;
  readonly ttl?: number;
  readonly uses?: number;
}

export interface HistoryOptions extends QueueOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly before?: string;
  readonly verify?: boolean;
}

export interface SafeOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly all?: boolean;
}

export const SCAN_FORMATS = ['text', 'json', 'sarif'] as const;

export const SCAN_FAMILIES = ['credentials', 'keys', 'payment', 'wallets'] as const;

export interface ScanOptions {
  readonly format: (typeof SCAN_FORMATS)[number];
  /** What git has staged, instead of files. */
  readonly staged?: boolean;
  readonly families?: readonly (typeof SCAN_FAMILIES)[number][];
  /** Threads; absent: as many as are worth while. */
  readonly workers?: number;
}

export const SHELLS = ['sh', 'fish', 'json'] as const;

export interface EnvOptions {
  readonly config?: string;
  readonly shell: (typeof SHELLS)[number];
  /** For NO_PROXY. */
  readonly bypass: string;
}

export interface ConfigOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export interface ExplainOptions extends ConfigOptions {
  readonly method: string;
}

export interface GatewayOptions {
  readonly config: string;
}

export interface UpOptions {
  readonly config?: string;
  readonly listen?: string;
}
