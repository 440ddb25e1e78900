import type { ResponseScope } from '../../../core/approval/response.ts';
import type { Input } from '../input/input.ts';
import { EMPTY_FIELD, edit, fieldWith, type TextField } from '../input/text-field.ts';
import { withoutPrompt } from './prompts.ts';
import type { ReasonPrompt, ScopePrompt, State } from './state.ts';
import { type Step, step } from './step.ts';

const ROWS = 3;
/** A week of minutes, and as many uses as anybody counts. */
const MAX_MINUTES = 10_080;
const MAX_USES = 100_000;

/** The limits chosen for this proposal; undefined where there are none. */
export function limitsFor(state: State, id: string): ResponseScope | undefined {
  return state.scope?.id === id ? state.scope.limits : undefined;
}

export function scopePromptFor(state: State, id: string, from: ReasonPrompt | null): ScopePrompt {
  const limits = limitsFor(state, id);
  return {
    kind: 'scope',
    row: 0,
    hostOnly: limits?.host_only === true,
    minutes: limits?.ttl_seconds === undefined ? EMPTY_FIELD : fieldWith(String(limits.ttl_seconds / 60)),
    uses: limits?.uses === undefined ? EMPTY_FIELD : fieldWith(String(limits.uses)),
    fault: null,
    from,
  };
}

/** Choosing limits: up and down move, blank marks, digits type, Enter keeps, Escape forgets. */
export function onScopeInput(state: State, prompt: ScopePrompt, input: Input, _at: number): Step {
  if (input.kind === 'key') {
    switch (input.key) {
      case 'up':
      case 'back_tab':
        return changed(state, { ...prompt, row: Math.max(0, prompt.row - 1) });
      case 'down':
      case 'tab':
        return changed(state, { ...prompt, row: Math.min(ROWS - 1, prompt.row + 1) });
      case 'escape':
        return left(state, prompt);
      case 'enter':
        return kept(state, prompt);
      default:
    }
  }
  if (input.kind === 'character') {
    if (input.character === 'j')
      return changed(state, { ...prompt, row: Math.min(ROWS - 1, prompt.row + 1) });
    if (input.character === 'k') return changed(state, { ...prompt, row: Math.max(0, prompt.row - 1) });
    if (prompt.row === 0) {
      return input.character === ' '
        ? changed(state, { ...prompt, hostOnly: !prompt.hostOnly })
        : step(state);
    }
    if (!/^[0-9]$/.test(input.character)) return step(state);
  }
  if (input.kind === 'text' || prompt.row === 0) return step(state);
  const name = prompt.row === 1 ? 'minutes' : 'uses';
  const field = edit(prompt[name], input);
  if (field === null || field.text.length > 6) return step(state);
  return changed(state, { ...prompt, [name]: field, fault: null });
}

/** The limits as they stand in the prompt; a number that is none counts as not given. */
export function draftOf(prompt: ScopePrompt): ResponseScope | undefined {
  const minutes = numberIn(prompt.minutes, MAX_MINUTES);
  const uses = numberIn(prompt.uses, MAX_USES);
  const limits: ResponseScope = {
    ...(prompt.hostOnly ? { host_only: true } : {}),
    ...(typeof minutes === 'number' ? { ttl_seconds: minutes * 60 } : {}),
    ...(typeof uses === 'number' ? { uses } : {}),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function kept(state: State, prompt: ScopePrompt): Step {
  const minutes = numberIn(prompt.minutes, MAX_MINUTES);
  const uses = numberIn(prompt.uses, MAX_USES);
  if (minutes === 'wrong')
    return changed(state, { ...prompt, row: 1, fault: `Minutes: 1 to ${MAX_MINUTES}.` });
  if (uses === 'wrong') return changed(state, { ...prompt, row: 2, fault: `Uses: 1 to ${MAX_USES}.` });
  const limits = draftOf(prompt);
  const id = state.opened?.entry.id;
  const scope = id === undefined || limits === undefined ? null : { id, limits };
  return left({ ...state, scope }, prompt);
}

function left(state: State, prompt: ScopePrompt): Step {
  return step(prompt.from === null ? withoutPrompt(state) : { ...state, prompt: prompt.from });
}

function changed(state: State, prompt: ScopePrompt): Step {
  return step({ ...state, prompt });
}

function numberIn(field: TextField, most: number): number | null | 'wrong' {
  if (field.text === '') return null;
  const value = Number(field.text);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : 'wrong';
}
