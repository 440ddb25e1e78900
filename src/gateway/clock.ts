export interface Timer {
  cancel(): void;
}

/** Time as the gateway knows it. Deadlines use the monotonic clock only, so a jump of the wall clock moves none (Q19). */
export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number;
  /** Milliseconds since the epoch: for timestamps that people read and for certificates. */
  wall(): number;
  after(milliseconds: number, callback: () => void): Timer;
}

/** The largest delay that setTimeout takes; above it fires at once. */
const MAX_DELAY = 2_147_483_647;

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(milliseconds, 0), MAX_DELAY));
    return { cancel: () => clearTimeout(timer) };
  },
};
