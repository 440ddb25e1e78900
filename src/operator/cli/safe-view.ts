import type { SafeToken } from '../../supervisor/control-client.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';
import { shortDestination } from './destination-view.ts';
import { type Row, table } from './table.ts';
import { relativeTime, shortDuration } from './time-view.ts';

/** What may pass without a question, by fingerprint. */
export function safeTable(
  tokens: readonly SafeToken[],
  now: Date,
  width: number,
): readonly SafeTerminalText[] {
  if (tokens.length === 0) return [own`no safe tokens: every finding asks`];
  const rows = tokens.map(
    (token): Row => [
      safeLine(token.fingerprint, 64),
      token.destination === null ? own`any allowed host` : shortDestination(token.destination),
      token.expires_in_seconds === null ? own`-` : shortDuration(token.expires_in_seconds * 1000),
      token.uses_left === null ? own`-` : own`${token.uses_left}`,
      relativeTime(token.since, now),
      safeLine(token.secret_name ?? token.kind ?? '-', 60),
    ],
  );
  return table(
    [
      { title: 'FINGERPRINT' },
      { title: 'TO', shrinksTo: 16 },
      { title: 'EXPIRES' },
      { title: 'USES' },
      { title: 'APPROVED' },
      { title: 'WHAT', shrinksTo: 10 },
    ],
    rows,
    width,
  );
}
