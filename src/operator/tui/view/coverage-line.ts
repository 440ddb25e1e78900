import { coverageOf } from '../../../supervisor/coverage.ts';
import { own, type SafeTerminalText, safeLine } from '../../safe-terminal-text.ts';
import type { Entry } from '../state/entry.ts';
import { draftOf, limitsFor } from '../state/scope.ts';
import type { ReasonPrompt, State } from '../state/state.ts';

/** What an approval would let through, in one plain sentence. */
export function coverageLine(
  state: State,
  entry: Entry,
  prompt: ReasonPrompt | null,
  allowedHosts: readonly string[] | null,
): SafeTerminalText {
  if (prompt?.verdict === 'modified') return own`Lets through your changed file, once.`;
  const { proposal } = entry.item;
  const limits = state.prompt?.kind === 'scope' ? draftOf(state.prompt) : limitsFor(state, entry.id);
  return own`Lets through ${safeLine(coverageOf(proposal, limits, allowedHosts))}.`;
}
