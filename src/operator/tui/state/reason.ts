import { faultOf } from '../../../supervisor/decision.ts';
import type { Input, KeyName } from '../input/input.ts';
import { edit, fieldWith, insert, type TextField } from '../input/text-field.ts';
import { layoutOf } from '../view/layout.ts';
import { isScopable, needsSecondKey } from './entry.ts';
import type { Effect } from './events.ts';
import { guarded } from './guard.ts';
import { scrolled } from './opened.ts';
import { withoutPrompt } from './prompts.ts';
import { limitsFor, scopePromptFor } from './scope.ts';
import type { ConfirmPrompt, Opened, ReasonPrompt, State } from './state.ts';
import { type Step, step, told } from './step.ts';

/** Reasons that are given again and again, on keys that no letter of a reason has. */
export const PRESETS: readonly {
  readonly keys: readonly KeyName[];
  readonly label: string;
  readonly text: string;
}[] = [
  { keys: ['f1', 'alt_1'], label: 'F1', text: 'false positive' },
  { keys: ['f2', 'alt_2'], label: 'F2', text: 'needed by this request' },
  { keys: ['f3', 'alt_3'], label: 'F3', text: 'test credential' },
  { keys: ['f4', 'alt_4'], label: 'F4', text: 'documentation example' },
];

/** The key that confirms: a capital, so that it is not hit by the way. */
export const CONFIRMING = 'Y';

/** Typing a reason. Only an Enter that came alone, and not too soon, decides. */
export function onReasonInput(state: State, prompt: ReasonPrompt, input: Input, at: number): Step {
  const { opened } = state;
  if (opened === null) return step({ ...state, prompt: null });
  if (input.kind === 'key') {
    switch (input.key) {
      case 'escape':
        return step(withoutPrompt(state));
      case 'enter':
        return guarded(state, at, () => submitted(state, prompt, opened));
      case 'tab':
        return prompt.verdict === 'approved' && isScopable(opened.entry)
          ? step({ ...state, prompt: scopePromptFor(state, opened.entry.id, prompt) })
          : step(state);
      case 'page_down':
      case 'page_up': {
        const page = Math.floor(layoutOf(state.size).bodyRows / 3);
        return scrolled(state, opened, opened.scroll + (input.key === 'page_down' ? page : -page));
      }
      default:
    }
    const preset = PRESETS.find((candidate) => candidate.keys.includes(input.key));
    if (preset !== undefined) return typed(state, prompt, withPreset(prompt.field, preset.text));
  }
  const field = edit(prompt.field, input);
  return field === null ? step(state) : typed(state, prompt, field);
}

/** The second key, for a known secret to a new place: anything else goes back to the reason. */
export function onConfirmInput(state: State, prompt: ConfirmPrompt, input: Input, at: number): Step {
  const { opened } = state;
  if (opened === null) return step({ ...state, prompt: null });
  if (input.kind === 'character' && input.character === CONFIRMING) {
    return guarded(state, at, () => sent(state, prompt.reason, opened));
  }
  return step({ ...state, prompt: prompt.reason });
}

function submitted(state: State, prompt: ReasonPrompt, opened: Opened): Step {
  if (opened.ended !== null) return faulty(state, prompt, `This is closed already: ${opened.ended}.`);
  if (state.lost !== null) return faulty(state, prompt, 'The queue is out of reach; wait until it is back.');
  const { request } = decisionOf(state, prompt, opened);
  switch (faultOf({ ...request, decidedBy: '' })?.kind) {
    case undefined:
      break;
    case 'reason_required':
      return faulty(state, prompt, 'An approval needs a reason.');
    case 'file_too_long':
      return faulty(state, prompt, 'The file is too long for an answer.');
    default:
      return faulty(state, prompt, 'This cannot be answered like that.');
  }
  if (prompt.verdict === 'approved' && needsSecondKey(opened.entry)) {
    return step({ ...state, prompt: { kind: 'confirm', reason: prompt } });
  }
  return sent(state, prompt, opened);
}

function sent(state: State, prompt: ReasonPrompt, opened: Opened): Step {
  if (opened.ended !== null) {
    return step(told(withoutPrompt(state), 'warning', `This is closed already: ${opened.ended}.`));
  }
  return step({ ...state, prompt: { kind: 'sending', reason: prompt } }, decisionOf(state, prompt, opened));
}

function decisionOf(
  state: State,
  prompt: ReasonPrompt,
  { entry }: Opened,
): Extract<Effect, { readonly kind: 'decide' }> {
  const limits = prompt.verdict === 'approved' ? limitsFor(state, entry.id) : undefined;
  return {
    kind: 'decide',
    request: {
      id: entry.id,
      digest: entry.item.digest,
      status: prompt.verdict,
      notes: prompt.field.text.trim(),
      ...(limits === undefined ? {} : { scope: limits }),
      ...(prompt.finalFile === null ? {} : { finalFile: prompt.finalFile }),
    },
  };
}

function typed(state: State, prompt: ReasonPrompt, field: TextField): Step {
  return step({ ...state, prompt: { ...prompt, field, fault: null } });
}

function faulty(state: State, prompt: ReasonPrompt, fault: string): Step {
  return step({ ...state, prompt: { ...prompt, fault } });
}

/** A preset takes the place of another one, and is added to words of one's own. */
function withPreset(field: TextField, text: string): TextField {
  const words = field.text.trim();
  if (words === '' || PRESETS.some((preset) => preset.text === words)) return fieldWith(text);
  return insert(fieldWith(words), `; ${text}`);
}
