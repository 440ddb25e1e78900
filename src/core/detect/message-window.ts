/** The ends of the latest messages of a conversation, oldest first: what a split secret may have begun in. */
export type MessageWindow = readonly Buffer[];

export const NO_MESSAGES: MessageWindow = [];

/** A value in more pieces than that, one a message, is not looked for. */
const MOST_MESSAGES = 32;

/**
 * The window after one more message: the last `reach` bytes of it, and of earlier ones as many as are as long together.
 * Copies, so that no large message stays in memory for its end.
 */
export function windowAfter(window: MessageWindow, message: Buffer, reach: number): MessageWindow {
  if (message.length === 0) return window;
  const latest = Buffer.from(message.subarray(Math.max(0, message.length - reach)));
  const kept: Buffer[] = [latest];
  let left = reach;
  for (const earlier of [...window].reverse()) {
    left -= earlier.length;
    if (left < 0 || kept.length >= MOST_MESSAGES) break;
    kept.unshift(earlier);
  }
  return kept;
}
