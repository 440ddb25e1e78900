import { anchorsIn, cueAt, OVERLAP } from './cue-finder.ts';
import type { Cue } from './cues.ts';
import type { TextFormat } from './media.ts';
import { isListed, type Placement, placementOf } from './placement.ts';
import { isInjection } from './verdict.ts';

/** What stands before a cue is looked at this far back, in characters; what begins a carrier earlier is not seen. */
const BEHIND = 8_192;
/** What a cue may be long. */
const CUE_AHEAD = 400;
/** What belongs to a cue is looked for this far ahead. */
const DEMAND_AHEAD = 1_024;
/** The window is cut back only when it has grown by this much. */
const SLACK = 65_536;
const HEAD = 64;

interface Candidate {
  /** Offset in the window. */
  at: number;
  cue: Cue | null;
  placement: Placement | null;
}

/**
 * A rolling window over normalised text. Anchors are found in one pass; only around them is anything else looked at, and
 * always the same stretch of text for the same anchor, so that the verdict does not depend on how the text is cut.
 * Memory: about the slack, whatever passes.
 */
export class TextWindow {
  readonly #labelled: TextFormat;
  #text = '';
  /** Everything before it was searched for anchors. */
  #searched = 0;
  /** The first characters that are no white space. */
  #head = '';
  #candidates: Candidate[] = [];

  constructor(labelled: TextFormat) {
    this.#labelled = labelled;
  }

  /** True: the text up to here holds an injection. */
  push(text: string): boolean {
    for (let from = 0; from < text.length; from += SLACK) {
      if (this.#take(text.length <= SLACK ? text : text.slice(from, from + SLACK))) return true;
    }
    return false;
  }

  end(): boolean {
    // A last word may need something behind it to count as one.
    this.#take('\n');
    return this.#judge(true);
  }

  #take(text: string): boolean {
    if (this.#head.length < HEAD)
      this.#head = (this.#head + text.slice(0, 4 * HEAD)).trimStart().slice(0, HEAD);
    this.#text += text;
    for (const { at, end } of anchorsIn(this.#text, Math.max(0, this.#searched - OVERLAP))) {
      if (end > this.#searched) this.#candidates.push({ at, cue: null, placement: null });
    }
    this.#searched = this.#text.length;
    if (this.#candidates.length > 0 && this.#judge(false)) return true;
    this.#trim();
    return false;
  }

  #judge(ended: boolean): boolean {
    const open: Candidate[] = [];
    for (const candidate of this.#candidates) {
      const verdict = this.#look(candidate);
      if (verdict === 'injection') return true;
      const needed = candidate.at + (candidate.cue === null ? CUE_AHEAD : DEMAND_AHEAD);
      if (verdict === 'undecided' && !ended && needed > this.#text.length) open.push(candidate);
    }
    this.#candidates = open;
    return false;
  }

  #look(candidate: Candidate): 'injection' | 'harmless' | 'undecided' {
    const { at } = candidate;
    if (candidate.cue === null) {
      candidate.cue = cueAt(this.#text.slice(at, at + CUE_AHEAD), 0);
      if (candidate.cue === null) return 'undecided';
      candidate.placement = this.#placementOf(candidate.cue, this.#text.slice(Math.max(0, at - BEHIND), at));
    }
    const { cue, placement } = candidate;
    if (placement === null) return 'harmless';
    const ahead = this.#text.slice(at, at + DEMAND_AHEAD);
    const close = placement.close === null ? -1 : ahead.indexOf(placement.close);
    const text = placement.before + (close < 0 ? ahead : ahead.slice(0, close));
    if (isInjection(cue, placement, text)) return 'injection';
    return close < 0 ? 'undecided' : 'harmless';
  }

  #placementOf(cue: Cue, behind: string): Placement | null {
    const format = this.#format();
    const placement = placementOf(format, behind);
    if (placement !== null && placement.kind !== 'open') return placement;
    if (cue.kind !== 'role' && cue.kind !== 'tool') return placement;
    return isListed(format, behind) ? null : { kind: 'open', before: '', close: null };
  }

  /** Labels lie, and many servers know only two of them. */
  #format(): TextFormat {
    if (/^(?:\{|\[\s*[{["])/.test(this.#head)) return 'json';
    if (this.#labelled === 'plain' && /^<(?:!doctype html|html[\s>])/i.test(this.#head)) return 'html';
    return this.#labelled;
  }

  #trim(): void {
    if (this.#text.length < BEHIND + SLACK) return;
    const first = this.#candidates[0]?.at ?? this.#text.length;
    const cut = Math.max(0, Math.min(first, this.#text.length - OVERLAP) - BEHIND);
    this.#text = this.#text.slice(cut);
    this.#searched -= cut;
    for (const candidate of this.#candidates) candidate.at -= cut;
  }
}
