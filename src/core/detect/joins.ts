import { jsonEscapeViews, percentViews } from './decode/escapes.ts';
import { type Span, surfaceView } from './decode/view.ts';
import { BudgetSpent, type Work } from './engine/work.ts';
import type { KnownHit, KnownSecret, KnownSecrets } from './known/known-secrets.ts';
import type { Unit } from './surfaces/unit.ts';

/** A value of a request, or what is left of one beside excused spans. */
export interface JoinPiece extends Span {
  readonly unit: Unit;
  /** Its bytes, escapes undone. */
  readonly bytes: Buffer;
}

/** A secret that several values make together. */
export interface JoinHit {
  readonly secret: KnownSecret;
  readonly chain: readonly string[];
  /** Offsets in the join of all values. */
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly JoinPiece[];
}

/** Values with others between them make a secret only in parts of at least this: letters alone spell anything. */
const SHORTEST_SCATTERED = 4;

/** More than any honest request has; past it the input counts as not inspected. */
const MOST_HITS = 512;

const PERCENT = 0x25;
const BACKSLASH = 0x5c;

/** The values of a unit without the spans that are excused. */
export function piecesOf(unit: Unit, excused: readonly Span[], work: Work): readonly JoinPiece[] {
  const pieces: JoinPiece[] = [];
  for (const value of unit.values()) {
    for (const { start, end } of excused.length === 0 ? [value] : without(value, excused)) {
      work.spend(end - start + 1);
      pieces.push({ unit, start, end, bytes: unescaped(unit.bytes.subarray(start, end), work) });
    }
  }
  return pieces;
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
  if (!bytes.includes(PERCENT) && !bytes.includes(BACKSLASH)) return bytes;
  const view = surfaceView(bytes);
  const whole = bytes.length;
  const [percent] = percentViews(view, whole, work);
  const [json] = jsonEscapeViews(percent ?? view, whole, work);
  return (json ?? percent ?? view).bytes;
}

/** Secrets split over the values: in neighbouring ones at any place, in scattered ones where each is a part of it. */
export function findJoined(
  pieces: readonly JoinPiece[],
  known: KnownSecrets,
  foldCase: boolean,
  work: Work,
): readonly JoinHit[] {
  if (pieces.length < 2 || known.all.length === 0) return [];
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += piece.bytes.length;
  }
  const joined = Buffer.concat(pieces.map(({ bytes }) => bytes));
  const matches = foldCase
    ? known.findFolded(joined, work)
    : [...known.find(joined, work), ...foldedInHost(joined, pieces, known, work)];
  if (matches.length > MOST_HITS) throw new BudgetSpent();
  const hits = matches
    .map((hit) => ({ ...hit, pieces: piecesIn(hit, pieces, starts) }))
    .filter((hit) => hit.pieces.length > 1);
  const placeOf = ({ secret, start }: JoinHit): string => `${start} ${secret.name}`;
  const places = new Set(hits.map(placeOf));
  const scattered = findScattered(pieces, starts, known, work).filter((hit) => !places.has(placeOf(hit)));
  return [...hits, ...scattered];
}

/** Host labels come first in the join; their letters may stand in either case. */
function foldedInHost(
  joined: Buffer,
  pieces: readonly JoinPiece[],
  known: KnownSecrets,
  work: Work,
): readonly KnownHit[] {
  let end = 0;
  let length = 0;
  for (const { unit, bytes } of pieces) {
    if (unit.surface !== 'method' && unit.surface !== 'host') break;
    length += bytes.length;
    if (unit.surface === 'host') end = length;
  }
  const host = joined.subarray(0, end);
  const exact = known.find(host, work);
  return known
    .findFolded(host, work)
    .filter((hit) => !exact.some((other) => other.start === hit.start && other.secret === hit.secret));
}

function piecesIn(
  hit: KnownHit,
  pieces: readonly JoinPiece[],
  starts: readonly number[],
): readonly JoinPiece[] {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= hit.start) low = middle + 1;
    else high = middle;
  }
  const found: JoinPiece[] = [];
  for (let index = Math.max(0, low - 1); index < pieces.length && (starts[index] ?? 0) < hit.end; index++) {
    const piece = pieces[index];
    if (piece !== undefined && piece.bytes.length > 0) found.push(piece);
  }
  return found;
}

interface Progress {
  readonly secret: KnownSecret;
  readonly length: number;
  readonly start: number;
  readonly pieces: readonly JoinPiece[];
}

function findScattered(
  pieces: readonly JoinPiece[],
  starts: readonly number[],
  known: KnownSecrets,
  work: Work,
): readonly JoinHit[] {
  const open = new Map<string, Progress>();
  const hits: JoinHit[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.bytes.length < SHORTEST_SCATTERED) continue;
    const start = starts[index] ?? 0;
    const begun = known.beginningLike(piece.bytes);
    work.spend(open.size + begun.length + 1);
    const candidates = [
      ...open.values(),
      ...begun.map((secret) => ({ secret, length: 0, start, pieces: [] })),
    ];
    for (const { secret, length, start: from, pieces: before } of candidates) {
      const reach = length + piece.bytes.length;
      if (!secret.value.subarray(length, reach).equals(piece.bytes)) continue;
      const taken = [...before, piece];
      if (reach < secret.value.length) {
        open.set(`${secret.name}\n${reach}`, { secret, length: reach, start: from, pieces: taken });
      } else if (taken.length > 1) {
        hits.push({ secret, chain: [], start: from, end: start + piece.bytes.length, pieces: taken });
        if (hits.length > MOST_HITS) throw new BudgetSpent();
      }
    }
  }
  return hits;
}
