/** Time as the view needs it; a test has its own. */
export interface TuiClock {
  now(): Date;
  /** Milliseconds that never jump. */
  monotonic(): number;
  /** Calls once, later. Returns what takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}

export function systemTuiClock(now: () => Date): TuiClock {
  return {
    now,
    monotonic: () => performance.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
