import { isModifiable } from '../../../supervisor/decision.ts';
import { isRejectOnly, isScopable } from './entry.ts';
import { guarded } from './guard.ts';
import { reasonPrompt } from './prompts.ts';
import { scopePromptFor } from './scope.ts';
import type { Opened, State } from './state.ts';
import { type Step, step, told } from './step.ts';

/** A longer file, or one with controls in it, is not put before an editor. */
const EDITABLE_CHARACTERS = 48 * 1024;

/** One of the keys that lead to a decision, about the proposal in front. */
export function startDeciding(
  state: State,
  command: 'approve' | 'reject' | 'modify' | 'scope',
  opened: Opened,
  at: number,
): Step {
  const refusal = refusalOf(state, command, opened);
  if (refusal !== null) return step(told(state, 'warning', refusal));
  return guarded(state, at, () => {
    const withOpened = { ...state, opened };
    switch (command) {
      case 'approve':
        return step({ ...withOpened, prompt: reasonPrompt('approved', null) });
      case 'reject':
        return step({ ...withOpened, prompt: reasonPrompt('rejected', null) });
      case 'scope':
        return step({ ...withOpened, prompt: scopePromptFor(state, opened.entry.id, null) });
      case 'modify': {
        const { id, proposed_file: text } = opened.entry.item.proposal;
        return step({ ...withOpened, prompt: { kind: 'editing' } }, { kind: 'edit', id, text });
      }
    }
  });
}

function refusalOf(
  state: State,
  command: 'approve' | 'reject' | 'modify' | 'scope',
  { entry, ended }: Opened,
): string | null {
  const { tool, proposed_file } = entry.item.proposal;
  if (state.lost !== null) return 'The queue is out of reach: nothing can be decided until it is back.';
  if (ended !== null) return `This is closed already: ${ended}.`;
  if (entry.item.answered) return 'An answer lies there already; the gateway has not taken it up yet.';
  if (command === 'modify') {
    if (!isModifiable(tool)) return `A proposal of ${tool} holds no file that could be modified.`;
    if (proposed_file.length > EDITABLE_CHARACTERS) return 'This file is too long to be edited here.';
    if (/[^\P{C}\n\t]/u.test(proposed_file)) {
      return 'This file has control or invisible characters in it and is not put before an editor.';
    }
  }
  if (command === 'scope' && !isScopable(entry)) return 'Limits can be set to the approval of a token only.';
  if (command !== 'reject' && isRejectOnly(entry)) {
    return 'Provisioned secrets are reject-only here (secrets.approvable: false).';
  }
  return null;
}
