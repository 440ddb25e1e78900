import { jsonEscapeViews, percentViews } from './decode/escapes.ts';
import { type Span, surfaceView } from './decode/view.ts';
import type { Work } from './engine/work.ts';
import type { Unit } from './surfaces/unit.ts';

/** A value of a request, or what is left of one beside excused spans. */
export interface JoinPiece extends Span {
  readonly unit: Unit;
  /** Its bytes, escapes undone; of a long value only its beginning or its end. */
  readonly bytes: Buffer;
}

const PERCENT = 0x25;
const BACKSLASH = 0x5c;

/**
 * The values of a request behind one another. What crosses from one value into another lies at their edges, so of long
 * values only these are taken: they stand here as two pieces with a zero byte between.
 */
export class JoinText {
  readonly #edge: number;
  readonly #work: Work;
  #out: Buffer;
  #length = 0;
  readonly #units: Unit[] = [];
  /** Per piece: where it begins here, and where it stands in its unit. */
  readonly #starts: number[] = [];
  readonly #spans: number[] = [];
  /** Whether a piece is the beginning of a long value, whose middle is left out behind it. */
  readonly #isCut: boolean[] = [];

  /** `edge`: bytes of a value's end that matter, as they stand in the unit. */
  constructor(units: readonly Unit[], excused: ReadonlyMap<Unit, readonly Span[]>, edge: number, work: Work) {
    this.#edge = edge;
    this.#work = work;
    this.#out = Buffer.allocUnsafe(units.reduce((sum, { bytes }) => sum + Math.min(bytes.length, 8_192), 64));
    for (const unit of units) {
      const holes = excused.get(unit) ?? [];
      if (holes.length === 0 && unit.flatValues !== undefined) {
        const spans = unit.flatValues();
        for (let k = 0; k < spans.length; k += 2) this.#addValue(unit, spans[k] ?? 0, spans[k + 1] ?? 0);
        continue;
      }
      for (const value of unit.values()) {
        if (holes.length === 0) this.#addValue(unit, value.start, value.end);
        else for (const { start, end } of without(value, holes)) this.#addValue(unit, start, end);
      }
    }
  }

  get bytes(): Buffer {
    return this.#out.subarray(0, this.#length);
  }

  get size(): number {
    return this.#starts.length;
  }

  startOf(index: number): number {
    return this.#starts[index] ?? this.#length;
  }

  /** Without the zero byte behind the beginning of a long value. */
  endOf(index: number): number {
    return this.startOf(index + 1) - (this.#isCut[index] === true ? 1 : 0);
  }

  unitOf(index: number): Unit | undefined {
    return this.#units[index];
  }

  /** Do the bytes of two neighbouring pieces follow one another, or was something left out between them? */
  isCutBehind(index: number): boolean {
    return this.#isCut[index] === true;
  }

  /** Number of the piece that an offset lies in. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  pieceAt(index: number): JoinPiece | null {
    const unit = this.#units[index];
    if (unit === undefined) return null;
    const bytes = this.bytes.subarray(this.startOf(index), this.endOf(index));
    return { unit, start: this.#spans[index * 2] ?? 0, end: this.#spans[index * 2 + 1] ?? 0, bytes };
  }

  /** The pieces that have a part in [start, end); none where something was left out inside, or where it is one value. */
  piecesIn(start: number, end: number): readonly JoinPiece[] {
    const found: JoinPiece[] = [];
    for (let index = this.indexAt(start); index < this.size && this.startOf(index) < end; index++) {
      if (this.isCutBehind(index) && this.endOf(index) < end) return [];
      const piece = this.pieceAt(index);
      if (piece !== null && piece.bytes.length > 0) found.push(piece);
    }
    return found.length > 1 ? found : [];
  }

  #addValue(unit: Unit, start: number, end: number): void {
    this.#work.spend(Math.min(end - start, this.#edge * 2) + 1);
    if (end - start <= this.#edge * 2 + 64) {
      this.#addPiece(unit, start, end, false);
      return;
    }
    this.#addPiece(unit, start, start + this.#edge, true);
    this.#addPiece(unit, end - this.#edge, end, false);
  }

  #addPiece(unit: Unit, start: number, end: number, isCut: boolean): void {
    this.#units.push(unit);
    this.#starts.push(this.#length);
    this.#spans.push(start, end);
    this.#isCut.push(isCut);
    this.#makeRoom(end - start + 1);
    if (this.#copyPlain(unit.bytes, start, end)) this.#length += end - start;
    else {
      const bytes = unescaped(unit.bytes.subarray(start, end), this.#work);
      this.#makeRoom(bytes.length + 1);
      this.#length += bytes.copy(this.#out, this.#length);
    }
    if (isCut) this.#out[this.#length++] = 0;
  }

  /** False where escapes stand in the bytes. */
  #copyPlain(bytes: Buffer, start: number, end: number): boolean {
    const out = this.#out;
    let to = this.#length;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === PERCENT) return false;
      if (byte === BACKSLASH) {
        const next = bytes[at + 1];
        // `\u00..` and `\/` may hide part of a value; the other escapes stand for what ends one.
        if (next === 0x2f || (next === 0x75 && bytes[at + 2] === 0x30)) return false;
      }
      out[to++] = byte;
    }
    return true;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#length + bytes));
    this.#out.copy(larger, 0, 0, this.#length);
    this.#out = larger;
  }
}

function without(value: Span, excused: readonly Span[]): readonly Span[] {
  let rest: Span[] = [value];
  for (const hole of excused) {
    rest = rest.flatMap(({ start, end }) =>
      hole.end <= start || hole.start >= end
        ? [{ start, end }]
        : [
            { start, end: Math.max(start, hole.start) },
            { start: Math.min(end, hole.end), end },
          ],
    );
  }
  return rest.filter(({ start, end }) => end > start);
}

function unescaped(bytes: Buffer, work: Work): Buffer {
  const view = surfaceView(bytes);
  const whole = bytes.length;
  const [percent] = percentViews(view, whole, work);
  const [json] = jsonEscapeViews(percent ?? view, whole, work);
  return (json ?? percent ?? view).bytes;
}
