import type { DecisionRequest, DecisionResult } from '../../../supervisor/decision.ts';
import { entryOf } from './entry.ts';
import type { EditResult } from './events.ts';
import { reasonPrompt, withoutPrompt } from './prompts.ts';
import { moveTo, withChange } from './queue.ts';
import type { State } from './state.ts';
import { type Step, step, told } from './step.ts';
import { endOf, subjectOf } from './words.ts';

/** The queue took the decision, or says who was first. */
export function onDecided(state: State, request: DecisionRequest, result: DecisionResult): Step {
  if (result.kind === 'recorded') return recorded(state, request);
  const text = refusalText(result);
  const { opened } = state;
  const isOver = result.kind === 'already_decided' || result.kind === 'closed' || result.kind === 'unknown';
  const kept =
    opened === null || opened.entry.id !== request.id || !isOver
      ? state
      : { ...state, opened: { ...opened, ended: endOf(result) } };
  return step(told(withoutPrompt(kept), 'warning', text));
}

/** The next one comes under the cursor; until the gateway closes the decided one, it stands there as answered. */
function recorded(state: State, request: DecisionRequest): Step {
  const entry = state.queue.entries.get(request.id) ?? state.opened?.entry;
  const waiters = entry?.waiters ?? 0;
  const waiting =
    waiters === 0 ? '' : ` (${waiters === 1 ? '1 request waits' : `${waiters} requests wait`} for it)`;
  const subject = entry === undefined ? request.id : subjectOf(entry.item);
  const text = `${VERDICTS[request.status]} ${subject}${waiting}.`;
  const answered = entry === undefined ? [] : [{ ...entryOf(entry.item, entry).item, answered: true }];
  const isOpen = state.queue.entries.has(request.id);
  const queue = withChange(state.queue, { updated: isOpen ? answered : [], closed: [] });
  const at =
    queue.cursor === request.id
      ? queue.at + 1 < queue.shown.length
        ? queue.at + 1
        : queue.at - 1
      : queue.at;
  return step(
    told({ ...state, queue: moveTo(queue, at), prompt: null, opened: null, scope: null }, 'good', text),
  );
}

const VERDICTS = { approved: 'Approved', modified: 'Approved as modified', rejected: 'Rejected' } as const;

function refusalText(result: Exclude<DecisionResult, { readonly kind: 'recorded' }>): string {
  switch (result.kind) {
    case 'already_decided':
    case 'closed':
    case 'unknown':
      return `Too late: ${endOf(result)}.`;
    case 'stale_digest':
      return 'Not recorded: the proposal is not the one that was shown. Look at it again.';
    case 'reason_required':
      return 'Not recorded: an approval needs a reason.';
    case 'notes_too_long':
      return `Not recorded: a reason has at most ${result.limit} characters.`;
    case 'file_too_long':
      return `Not recorded: the file may have ${result.limit} bytes.`;
    case 'scope_not_applicable':
      return 'Not recorded: limits can be set to the approval of a token only.';
    case 'not_modifiable':
      return 'Not recorded: this proposal holds no file that could be modified.';
    default:
      return 'Not recorded.';
  }
}

/** The store failed: what was typed stays, for another try. */
export function onDecisionFailed(state: State, id: string, reason: string): Step {
  const { prompt } = state;
  const isShown = state.opened?.entry.id === id && prompt?.kind === 'sending';
  return step(
    told(isShown ? { ...state, prompt: prompt.reason } : state, 'danger', `Not recorded: ${reason}.`),
  );
}

/** What was found out about the end of the opened proposal. */
export function onToldEnd(state: State, id: string, how: string): Step {
  const { opened } = state;
  if (opened === null || opened.entry.id !== id || opened.ended === null) return step(state);
  return step({ ...state, opened: { ...opened, ended: how } });
}

/** Back from the editor: a changed file asks for its reason; an unchanged one was no modification. */
export function onEdited(state: State, id: string, result: EditResult): Step {
  if (state.opened === null || state.opened.entry.id !== id || state.prompt?.kind !== 'editing')
    return step(state);
  if (result.kind === 'failed') return step(told(withoutPrompt(state), 'warning', result.reason));
  if (result.text === state.opened.entry.item.proposal.proposed_file) {
    return step(
      told(withoutPrompt(state), 'plain', 'The file is unchanged; approve it as it stands with a.'),
    );
  }
  if (result.text.trim() === '') {
    return step(told(withoutPrompt(state), 'warning', 'The file is empty: nothing was decided.'));
  }
  return step({
    ...state,
    opened: { ...state.opened, scroll: 0 },
    prompt: reasonPrompt('modified', result.text),
  });
}
