import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';

/** `4s`, `2m05s`, `3h07m`, `2d04h`: how long, short enough for a table. */
export function shortDuration(milliseconds: number): SafeTerminalText {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 60) return own`${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return own`${minutes}m${safeLine(pad(seconds % 60))}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return own`${hours}h${safeLine(pad(minutes % 60))}m`;
  return own`${Math.floor(hours / 24)}d${safeLine(pad(hours % 24))}h`;
}

/** `in 4s` or `4s ago`; the text itself where it is no time. */
export function relativeTime(time: string, now: Date): SafeTerminalText {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return safeLine(time, 40);
  const distance = at - now.getTime();
  return distance >= 0 ? own`in ${shortDuration(distance)}` : own`${shortDuration(-distance)} ago`;
}

/** How long until then; `-` where it is no time, `0s` where it has passed. */
export function remaining(time: string, now: Date): SafeTerminalText {
  const at = Date.parse(time);
  return Number.isNaN(at) ? own`-` : shortDuration(at - now.getTime());
}
