import type { ClassName } from '../engine/byte-class.ts';
import type { Part, PartsFormat } from '../format.ts';

/** A run of `min` to `max` (by default exactly `min`) bytes of one alphabet. */
export function run(name: ClassName, min: number, max = min): Part {
  return { run: name, min, max };
}

export function literal(text: string): Part {
  return { literal: text };
}

/** When the table as a whole was last gone over; a row's own date is `verified`. */
export const TABLE_DATE = '2026-11-22';

type Defaults = 'shape' | 'family' | 'glue' | 'confidence' | 'checked';

/** A row of the format table; what most formats share need not be written. */
export function row(fields: Omit<PartsFormat, Defaults> & Partial<Pick<PartsFormat, Defaults>>): PartsFormat {
  return {
    shape: 'parts',
    family: 'credentials',
    glue: 'any',
    confidence: 'high',
    checked: TABLE_DATE,
    ...fields,
  };
}

/**
 * A companion of a row in several sections: the same prefix with sections of other lengths, at low confidence, so that a
 * vendor's change of lengths hides nothing. What the row itself finds covers it.
 */
export function drifted(of: PartsFormat, name: ClassName, min: number): PartsFormat {
  const { check: _check, nearMin: _nearMin, ...rest } = of;
  return {
    ...rest,
    id: `${of.id}${DRIFTED}`,
    parts: [run(name, min, 400)],
    confidence: 'low',
    companionOf: of.id,
  };
}

const DRIFTED = '-drifted';
