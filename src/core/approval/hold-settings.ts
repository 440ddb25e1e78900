/** How requests are held. Durations in milliseconds; `heldBytes` in bytes. */
export interface HoldSettings {
  readonly timeoutMs: number;
  /** At least `timeoutMs`. */
  readonly proposalMs: number;
  readonly maxHeld: number;
  readonly maxPending: number;
  readonly heldBytes: number;
  /** 0: nothing is remembered. */
  readonly rememberRejectionsMs: number;
  readonly scope: 'bottle' | 'host';
  /** There is a queue and a slug; without them every finding is refused (S10). */
  readonly wired: boolean;
}
