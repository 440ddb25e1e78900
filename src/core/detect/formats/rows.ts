import type { ClassName } from '../engine/byte-class.ts';
import type { Part, PartsFormat } from '../format.ts';

/** A run of `min` to `max` (by default exactly `min`) bytes of one alphabet. */
export function run(name: ClassName, min: number, max = min): Part {
  return { run: name, min, max };
}

export function literal(text: string): Part {
  return { literal: text };
}

type Defaults = 'shape' | 'family' | 'glue' | 'confidence' | 'checked';

/** A row of the format table; what most formats share need not be written. */
export function row(fields: Omit<PartsFormat, Defaults> & Partial<Pick<PartsFormat, Defaults>>): PartsFormat {
  return {
    shape: 'parts',
    family: 'credentials',
    glue: 'any',
    confidence: 'high',
    checked: '2026-11-22',
    ...fields,
  };
}
