import type { Span } from './decode/view.ts';
import { BudgetSpent, type Work } from './engine/work.ts';
import { type JoinPiece, JoinText } from './join-text.ts';
import type { KnownHit, KnownSecret, KnownSecrets } from './known/known-secrets.ts';
import type { Unit } from './surfaces/unit.ts';

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
/** Bytes of a value's end that are joined with what follows, at least: longer than tokens that are looked for. */
const SHORTEST_EDGE = 256;
/** An escape of one byte takes this many at most: `\u0041`, `%2541`. */
const LONGEST_ESCAPE = 6;

/** The values of some units behind one another, without what is excused in them. */
export function joinTextOf(
  units: readonly Unit[],
  excused: ReadonlyMap<Unit, readonly Span[]>,
  known: KnownSecrets,
  work: Work,
): JoinText {
  const edge = Math.max(SHORTEST_EDGE, known.longestForm * LONGEST_ESCAPE);
  return new JoinText(units, excused, edge, work);
}

/** Secrets split over the values: in neighbouring ones at any place, in scattered ones where each is a part of it. */
export function findJoined(
  text: JoinText,
  known: KnownSecrets,
  foldCase: boolean,
  work: Work,
): readonly JoinHit[] {
  if (text.size < 2 || known.all.length === 0) return [];
  const joined = text.bytes;
  const matches = foldCase
    ? known.findFolded(joined, work)
    : [...known.find(joined, work), ...foldedInHost(text, known, work)];
  if (matches.length > MOST_HITS) throw new BudgetSpent();
  const hits = matches
    .map((hit) => ({ ...hit, pieces: text.piecesIn(hit.start, hit.end) }))
    .filter((hit) => hit.pieces.length > 1);
  const placeOf = ({ secret, start }: JoinHit): string => `${start} ${secret.name}`;
  const places = new Set(hits.map(placeOf));
  const scattered = findScattered(text, known, work).filter((hit) => !places.has(placeOf(hit)));
  return scattered.length === 0 ? hits : [...hits, ...scattered];
}

/** Host labels come first in the join; their letters may stand in either case. */
function foldedInHost(text: JoinText, known: KnownSecrets, work: Work): readonly KnownHit[] {
  let end = 0;
  for (let index = 0; index < text.size; index++) {
    const surface = text.unitOf(index)?.surface;
    if (surface !== 'method' && surface !== 'host') break;
    if (surface === 'host') end = text.endOf(index);
  }
  const host = text.bytes.subarray(0, end);
  const folded = known.findFolded(host, work);
  if (folded.length === 0) return folded;
  const exact = known.find(host, work);
  return folded.filter(
    (hit) => !exact.some((other) => other.start === hit.start && other.secret === hit.secret),
  );
}

interface Progress {
  readonly secret: KnownSecret;
  readonly length: number;
  readonly start: number;
  readonly pieces: readonly number[];
}

function findScattered(text: JoinText, known: KnownSecrets, work: Work): readonly JoinHit[] {
  const open = new Map<string, Progress>();
  const hits: JoinHit[] = [];
  const joined = text.bytes;
  for (let index = 0; index < text.size; index++) {
    const start = text.startOf(index);
    const end = text.endOf(index);
    if (end - start < SHORTEST_SCATTERED || end - start > known.longest) continue;
    const begun = known.beginningLike(joined, start);
    if (open.size === 0 && begun.length === 0) continue;
    work.spend(open.size + begun.length + 1);
    const piece = joined.subarray(start, end);
    const candidates = [
      ...open.values(),
      ...begun.map((secret) => ({ secret, length: 0, start, pieces: [] })),
    ];
    for (const { secret, length, start: from, pieces: before } of candidates) {
      const reach = length + piece.length;
      if (!secret.value.subarray(length, reach).equals(piece)) continue;
      const taken = [...before, index];
      if (reach < secret.value.length) {
        open.set(`${secret.name}\n${reach}`, { secret, length: reach, start: from, pieces: taken });
      } else if (taken.length > 1) {
        const pieces = taken.map((at) => text.pieceAt(at)).filter((found) => found !== null);
        hits.push({ secret, chain: [], start: from, end, pieces });
        if (hits.length > MOST_HITS) throw new BudgetSpent();
      }
    }
  }
  return hits;
}
