import { CLASSES, isAlnum } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';

const SECRET_LENGTH = 35;

/** `123456789:AA…`: the bot's number before the anchor, 35 characters from its second on. */
function find(runs: RunMemo, at: number): readonly FoundSpan[] {
  const { bytes } = runs;
  let start = at;
  while (start > at - 12 && start > 0 && CLASSES.digit[bytes[start - 1] ?? 0] === 1) start--;
  const digits = at - start;
  if (digits < 8 || digits > 10 || isAlnum(bytes[start - 1])) return [];
  const end = runs.end('base64url', at + 1);
  return end - at - 1 === SECRET_LENGTH ? [{ start, end }] : [];
}

export const TELEGRAM: CustomFormat = {
  shape: 'custom',
  id: 'telegram-bot-token-bare',
  kind: 'Telegram bot token',
  vendor: 'Telegram',
  family: 'credentials',
  anchors: [':AA'],
  confidence: 'high',
  source: 'https://core.telegram.org/bots/features#botfather',
  checked: '2026-11-22',
  find,
};
