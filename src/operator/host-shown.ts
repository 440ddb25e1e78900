import { domainToASCII, domainToUnicode } from 'node:url';
import { own, type SafeTerminalText, safeLine } from './safe-terminal-text.ts';

/** A host as people are to read it. */
export interface HostShown {
  /** A-labels (RFC 5890): ASCII, whatever was in the proposal. */
  readonly text: SafeTerminalText;
  /** What is odd about it, in words; null for a plain ASCII name. */
  readonly mark: SafeTerminalText | null;
}

const MAX_HOST_CELLS = 253;

/** Writing systems whose letters are taken for one another or for Latin ones; the rest is `other`. */
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Thai',
  'Georgian',
  'Cherokee',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Han',
] as const;

const SCRIPT_TESTS = SCRIPTS.map((name) => ({ name, test: new RegExp(`\\p{Script=${name}}`, 'u') }));

/** Unicode TS 39, 5.1: scripts that one writing system mixes. */
const ONE_SYSTEM: readonly ReadonlySet<string>[] = [
  new Set(['Han', 'Hiragana', 'Katakana', 'Latin']),
  new Set(['Han', 'Hangul', 'Latin']),
];

/** The host in A-labels, with a mark where a label is not ASCII, and a stronger one where it mixes scripts (U2). */
export function hostShown(host: string): HostShown {
  const ascii = /^[\x21-\x7e]*$/.test(host) ? host : domainToASCII(host);
  if (ascii === '' && host !== '') {
    return { text: safeLine(escaped(host), MAX_HOST_CELLS), mark: own`not a valid host name` };
  }
  const text = safeLine(ascii, MAX_HOST_CELLS);
  if (!/(^|\.)xn--/i.test(ascii)) return { text, mark: null };
  const labels = domainToUnicode(ascii).split('.');
  for (const label of labels) {
    const scripts = scriptsOf(label);
    const isOneSystem =
      scripts.length <= 1 || ONE_SYSTEM.some((set) => scripts.every((name) => set.has(name)));
    if (!isOneSystem) return { text, mark: own`MIXED SCRIPTS: ${safeLine(scripts.join(' and '), 80)}` };
  }
  const all = [...new Set(labels.flatMap(scriptsOf))].filter((name) => name !== 'Latin');
  return {
    text,
    mark: own`international name${all.length === 0 ? own`` : own`: ${safeLine(all.join(', '), 80)}`}`,
  };
}

function scriptsOf(label: string): string[] {
  const found = new Set<string>();
  for (const character of label) {
    if (/[\p{Script=Common}\p{Script=Inherited}]/u.test(character)) continue;
    found.add(SCRIPT_TESTS.find((script) => script.test.test(character))?.name ?? 'another script');
  }
  return [...found];
}

function escaped(text: string): string {
  return text.replace(
    /[^\x21-\x7e]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
