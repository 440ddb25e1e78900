import { holdsOverride } from './cue-finder.ts';
import type { Cue } from './cues.ts';
import { demands } from './demands.ts';
import type { Placement } from './placement.ts';

/**
 * Is a cue at its place, with the text around it, an attempt to instruct whoever reads it? The less of it a person sees,
 * the less it takes. More text never turns a yes into a no.
 */
export function isInjection(cue: Cue, { kind }: Pick<Placement, 'kind'>, text: string): boolean {
  const asks = demands(text, 'sensitive') || demands(text, 'sent') || demands(text, 'command');
  switch (kind) {
    case 'smuggled':
      return cue.kind === 'override' || asks;
    case 'hidden':
      return asks ? cue.kind !== 'tool' || demands(text, 'sensitive') : tellsToHide(cue, text);
    case 'open':
      return isOpenInjection(cue, text);
  }
}

function tellsToHide(cue: Cue, text: string): boolean {
  return cue.kind === 'override' && demands(text, 'concealment');
}

/** In plain sight, everything must come together: who writes about attacks quotes them in parts. */
function isOpenInjection(cue: Cue, text: string): boolean {
  const away = demands(text, 'destination');
  const takes = demands(text, 'sensitive');
  switch (cue.kind) {
    case 'override':
      return (takes || demands(text, 'command')) && (away || demands(text, 'concealment'));
    case 'role':
      return holdsOverride(text) || (takes && (away || demands(text, 'concealment')));
    case 'tool':
      return takes && away;
    case 'address':
      return false;
  }
}
