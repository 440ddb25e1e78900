import type { LocalFinding } from './inspect.ts';
import type { Unit } from './surfaces/unit.ts';

/** Longer units are looked at by themselves. */
const LONGEST = 4_096;

/** Short units behind one another with a zero byte between, so that one search serves for all of them. */
export class Sheet {
  readonly bytes: Buffer;
  readonly #units: readonly Unit[];
  readonly #starts: readonly number[];
  readonly #fieldsEnd: number;

  constructor(units: readonly Unit[]) {
    const short = units.filter(({ surface, bytes }) => surface !== 'host' && bytes.length <= LONGEST);
    const isField = ({ surface }: Unit): boolean => surface !== 'body';
    const fields = short.filter(isField);
    this.#units = [...fields, ...short.filter((unit) => !isField(unit))];
    const starts: number[] = [];
    let length = 0;
    for (const { bytes } of this.#units) {
      starts.push(length);
      length += bytes.length + 1;
    }
    this.#fieldsEnd = starts[fields.length] ?? length;
    this.#starts = starts;
    this.bytes = Buffer.allocUnsafe(length);
    for (const [index, { bytes }] of this.#units.entries()) {
      const start = starts[index] ?? 0;
      this.bytes.set(bytes, start);
      this.bytes[start + bytes.length] = 0;
    }
  }

  /** Those units that are no body. */
  get fields(): Buffer {
    return this.bytes.subarray(0, this.#fieldsEnd);
  }

  holds(unit: Unit): boolean {
    return unit.surface !== 'host' && unit.bytes.length <= LONGEST;
  }

  /** What was found, by the unit in which it begins, at its place there. */
  byUnit(findings: readonly LocalFinding[]): ReadonlyMap<Unit, readonly LocalFinding[]> {
    const sorted = new Map<Unit, LocalFinding[]>();
    for (const finding of findings) {
      const index = this.#starts.findLastIndex((start) => start <= finding.start);
      const unit = this.#units[index];
      const offset = this.#starts[index] ?? 0;
      if (unit === undefined) continue;
      const end = Math.min(finding.end - offset, unit.bytes.length);
      const own = sorted.get(unit) ?? [];
      own.push({ ...finding, start: finding.start - offset, end });
      sorted.set(unit, own);
    }
    return sorted;
  }
}
