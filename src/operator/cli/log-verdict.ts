import type { LogFault, LogVerdict } from '../../core/approval/decision-log.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';

const FAULTS: Readonly<Record<LogFault, SafeTerminalText>> = {
  not_an_entry: own`is no entry of this log`,
  changed: own`was changed: its hash is not that of what it says`,
  removed_before: own`does not follow the line before it: entries between them were removed`,
  out_of_order: own`stands out of order, or twice`,
  broken_link: own`follows another entry than the line before it: that one was replaced`,
  cut_off: own`is missing: the log ends before the last entry that was written, or decisions.head.json is gone`,
};

/** What `history --verify` says to people. */
export function verdictLines({ entries, end, faults }: LogVerdict): readonly SafeTerminalText[] {
  if (faults.length > 0) {
    return [
      own`the decision log is not whole`,
      ...faults.map(({ line, fault }) => own`  line ${line} ${FAULTS[fault]}`),
    ];
  }
  if (entries === 0) return [own`the decision log is empty: nothing was decided yet`];
  return [own`the decision log is whole: ${entries} lines`, own`  last hash ${safeLine(end.hash, 64)}`];
}

export function verdictJson({ entries, end, faults }: LogVerdict): Readonly<Record<string, unknown>> {
  return { whole: faults.length === 0, entries, last_hash: entries === 0 ? null : end.hash, faults };
}
