import { type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';

/** `api.example.com` for `https://api.example.com:443`: what nearly all are; every other destination in full. */
export function shortDestination(destination: string): SafeTerminalText {
  return safeLine(destination.replace(/^https:\/\/(.*):443$/, '$1'), 80);
}
