import type { CanonicalRequest } from '../http/request.ts';
import type { Span } from './decode/view.ts';
import { PatternMatcher } from './engine/pattern-matcher.ts';
import { BudgetSpent, type Work, workFor } from './engine/work.ts';
import type { Detector, Finding, Hints } from './finding.ts';
import type { Family } from './format.ts';
import { FORMATS } from './formats/index.ts';
import { type Detectors, inspect, inspectRaw, type LocalFinding } from './inspect.ts';
import type { JoinPiece } from './join-text.ts';
import { findTokenJoins, type TokenJoin } from './join-tokens.ts';
import { findJoined, type JoinHit, joinTextOf } from './joins.ts';
import { type KnownSecret, KnownSecrets } from './known/known-secrets.ts';
import { type MessageWindow, windowAfter } from './message-window.ts';
import { asRedacted, masked, WITHHELD, windowAround } from './redact.ts';
import { MASK, type RedactedText } from './redacted-text.ts';
import type { SafePredicate, ScanResult } from './scan-result.ts';
import { Sheet } from './sheet.ts';
import { Tripwire } from './strike.ts';
import { bodyUnit } from './surfaces/body-unit.ts';
import { surfacesOf } from './surfaces/surfaces.ts';
import { textUnits } from './surfaces/text-units.ts';
import type { Unit } from './surfaces/unit.ts';

export type { KnownSecret } from './known/known-secrets.ts';

export interface ScannerOptions {
  readonly families: readonly Family[];
  readonly secrets: readonly KnownSecret[];
  /** Output of content-encodings at most, in bytes. */
  readonly decodedBytes: number;
}

const ALL: ReadonlySet<Detector> = new Set<Detector>(['token_patterns', 'known_secrets']);
const KNOWN_ONLY: ReadonlySet<Detector> = new Set<Detector>(['known_secrets']);
/** Fields up to this length count as short. */
const SHORT_FIELD = 16_384;
/** Of a conversation, at most that much is looked at again with each message, in bytes. */
const MOST_REACH = 4096;
const LEAST_REACH = 256;

const NOTHING: readonly LocalFinding[] = [];

interface Placed {
  readonly unit: Unit;
  readonly finding: Finding;
}

/** Finds credentials in requests and texts, and hides them from what is shown. Pure: one value of options, no state. */
export class Scanner {
  readonly #detectors: Detectors;
  readonly #decodedBytes: number;
  readonly #tripwire: Tripwire;

  constructor(options: ScannerOptions) {
    const families = new Set(options.families);
    const known = new KnownSecrets(options.secrets);
    this.#detectors = {
      patterns: new PatternMatcher(FORMATS.filter(({ family }) => families.has(family))),
      known,
    };
    this.#decodedBytes = options.decodedBytes;
    this.#tripwire = new Tripwire(known);
  }

  /** Everything in a request that `isSafe` does not excuse. An empty set of detectors inspects nothing. */
  scan(request: CanonicalRequest, detectors: ReadonlySet<Detector>, isSafe: SafePredicate): ScanResult {
    if (detectors.size === 0) return { findings: [], excused: [], verdict: 'complete' };
    const { units, verdict } = surfacesOf(request, this.#decodedBytes);
    const joins = (holes: ReadonlyMap<Unit, readonly Span[]>, work: Work): readonly Finding[] =>
      this.#joined(units, holes, detectors, false, work).map(joinedFinding);
    return this.#sift(units, detectors, isSafe, verdict, joins);
  }

  /**
   * One message of a conversation, and the known secrets that it completes with what was sent before it: as neighbouring
   * bytes, or as values one after the other.
   */
  scanMessage(
    message: Buffer,
    before: MessageWindow,
    detectors: ReadonlySet<Detector>,
    isSafe: SafePredicate,
  ): ScanResult {
    if (detectors.size === 0) return { findings: [], excused: [], verdict: 'complete' };
    const unit = bodyUnit(message, '');
    const joins = (holes: ReadonlyMap<Unit, readonly Span[]>, work: Work): readonly Finding[] => {
      const units = [...before.map((bytes) => bodyUnit(bytes, '')), unit];
      const values = this.#joined(units, holes, detectors, false, work)
        .filter(({ pieces }) => pieces.some((piece) => piece.unit === unit))
        .map(joinedFinding);
      const others = this.#straddling(message, before, detectors, work).filter(
        (finding) => !values.some((value) => isSameValue(value, finding)),
      );
      return [...values, ...others];
    };
    return this.#sift([unit], detectors, isSafe, 'complete', joins);
  }

  /** What {@link scanMessage} needs to know of this message when the next one comes. */
  remember(before: MessageWindow, message: Buffer): MessageWindow {
    return this.#detectors.known.all.length === 0 ? before : windowAfter(before, message, this.#reach);
  }

  #sift(
    units: readonly Unit[],
    detectors: ReadonlySet<Detector>,
    isSafe: SafePredicate,
    verdict: ScanResult['verdict'],
    joins: (holes: ReadonlyMap<Unit, readonly Span[]>, work: Work) => readonly Finding[],
  ): ScanResult {
    const work = workFor(sizeOf(units));
    const findings: Finding[] = [];
    const excused: Finding[] = [];
    const holes = new Map<Unit, Span[]>();
    try {
      for (const { unit, finding } of this.#findIn(units, detectors, work, false)) {
        if (!isSafe(finding)) {
          findings.push(finding);
          continue;
        }
        excused.push(finding);
        holes.set(unit, [...(holes.get(unit) ?? []), finding]);
      }
      for (const finding of joins(holes, work)) (isSafe(finding) ? excused : findings).push(finding);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      return { findings, excused, verdict: 'not_fully_inspected' };
    }
    return { findings, excused, verdict };
  }

  /** A known secret, encoded or not, may be twice as long and more on the wire. */
  get #reach(): number {
    return Math.min(MOST_REACH, Math.max(LEAST_REACH, this.#detectors.known.longest * 4));
  }

  /** Known secrets over the border between the earlier messages' bytes and this one's. */
  #straddling(
    message: Buffer,
    before: MessageWindow,
    detectors: ReadonlySet<Detector>,
    work: Work,
  ): readonly Finding[] {
    const { known } = this.#detectors;
    if (!detectors.has('known_secrets') || known.all.length === 0 || before.length === 0) return [];
    const tail = Buffer.concat(before);
    const bytes = Buffer.concat([tail, message.subarray(0, this.#reach)]);
    const inspection = { detectors: KNOWN_ONLY, foldCase: false, isShort: true };
    return inspect(bytes, this.#detectors, inspection, work)
      .filter(({ start, end }) => start < tail.length && end > tail.length)
      .map((local) => ({
        ...local,
        decodedVia: ['joined', ...local.decodedVia],
        surface: 'joined',
        location: 'several messages',
      }));
  }

  /** Findings in plain bytes, a file for instance. Throws {@link BudgetSpent} where they cannot be inspected in full. */
  scanBytes(bytes: Buffer): readonly Finding[] {
    const unit: Unit = { surface: 'body', bytes, locate: () => null, values: () => [] };
    return [...this.#findIn([unit], ALL, workFor(bytes.length), false)].map(({ finding }) => finding);
  }

  /** The text with every value masked. Where that cannot be made sure of, nothing of the text is left. */
  redact(text: string): RedactedText {
    const bytes = Buffer.from(text, 'utf8');
    const spans = this.#spansOf(textUnits(bytes));
    if (spans === null) return asRedacted(MASK);
    const result = masked(bytes, spans);
    return asRedacted(this.#tripwire.strikes(result, Buffer.alloc(0)) ? MASK : result);
  }

  /** The surroundings of a finding of this request: masked as a whole, then cut. */
  contextOf(request: CanonicalRequest, finding: Finding): RedactedText {
    return this.contextsOf(request, [finding])[0] ?? asRedacted(WITHHELD);
  }

  /** Those of several findings, in their order: the request is gone through once for all of them. */
  contextsOf(request: CanonicalRequest, findings: readonly Finding[]): readonly RedactedText[] {
    if (findings.every(({ surface }) => surface === 'joined')) return findings.map(() => asRedacted(MASK));
    const { units } = surfacesOf(request, this.#decodedBytes);
    const work = workFor(sizeOf(units));
    try {
      const placed = [...this.#findIn(units, ALL, work, true)];
      const joined = this.#joined(units, new Map(), ALL, true, work).flatMap(({ pieces }) => pieces);
      return findings.map((finding) => this.#contextIn(placed, joined, finding));
    } catch (error) {
      if (error instanceof BudgetSpent) return findings.map(() => asRedacted(WITHHELD));
      throw error;
    }
  }

  #contextIn(placed: readonly Placed[], joined: readonly JoinPiece[], finding: Finding): RedactedText {
    if (finding.surface === 'joined') return asRedacted(MASK);
    const own = placed.find((other) => isSame(other.finding, finding));
    if (own === undefined) return asRedacted(WITHHELD);
    const spans: Span[] = [
      ...placed.filter(({ unit }) => unit === own.unit).map((other) => other.finding),
      ...joined.filter(({ unit }) => unit === own.unit),
    ];
    const text = windowAround(own.unit.bytes, spans, own.finding);
    return asRedacted(this.#tripwire.strikes(text, finding.matched) ? WITHHELD : text);
  }

  /** Is this value, or any provisioned secret, in the text, raw or encoded, or a long piece of it? */
  strikes(text: string, hit: Buffer): boolean {
    return this.#tripwire.strikes(text, hit);
  }

  /** Unit after unit, so that what was found stands even where the budget ends in a later one. */
  *#findIn(
    units: readonly Unit[],
    detectors: ReadonlySet<Detector>,
    work: Work,
    foldCase: boolean,
  ): Generator<Placed> {
    const sheet = new Sheet(units);
    const { known } = this.#detectors;
    // In another case anything may stand there; else one look tells it of all short fields.
    const mayBeSeparated = foldCase || known.skeletons.mayStandIn(sheet.fields, work);
    const inspection = (unit: Unit | null) => ({
      detectors,
      foldCase: foldCase || unit?.surface === 'host',
      isShort: unit !== null && unit.bytes.length <= SHORT_FIELD && unit.surface !== 'body',
      mayBeSeparated: unit === null || !sheet.holds(unit) || mayBeSeparated,
    });
    const raw = sheet.byUnit(inspectRaw(sheet.bytes, this.#detectors, inspection(null), work));
    for (const unit of units) {
      const asTheyStand = sheet.holds(unit) ? (raw.get(unit) ?? NOTHING) : null;
      for (const local of inspect(unit.bytes, this.#detectors, inspection(unit), work, asTheyStand)) {
        yield { unit, finding: this.#placed(unit, local) };
      }
    }
  }

  #placed(unit: Unit, local: LocalFinding): Finding {
    return {
      ...local,
      hints: this.#safeHints(local.hints),
      surface: unit.surface,
      location: unit.locate(local.start),
    };
  }

  /** An issuer is the sender's text: it is shown only where it holds nothing that is hidden elsewhere. */
  #safeHints(hints: Hints): Hints {
    const issuer = hints.jwt?.iss;
    if (issuer === undefined || this.redact(issuer) === issuer) return hints;
    const { iss: _hidden, ...rest } = hints.jwt ?? {};
    return { ...hints, jwt: rest };
  }

  #joined(
    units: readonly Unit[],
    excused: ReadonlyMap<Unit, readonly Span[]>,
    detectors: ReadonlySet<Detector>,
    foldCase: boolean,
    work: Work,
  ): readonly (JoinHit | TokenJoin)[] {
    const { known, patterns } = this.#detectors;
    const text = joinTextOf(units, excused, known, work);
    const hits = detectors.has('known_secrets') ? findJoined(text, known, foldCase, work) : [];
    const tokens = detectors.has('token_patterns') ? findTokenJoins(text, patterns, work) : [];
    const others = tokens.filter((token) => !hits.some((hit) => overlap(hit, token)));
    return others.length === 0 ? hits : [...hits, ...others];
  }

  /** What is to be masked in a text of no known structure; null where it cannot be told in full. */
  #spansOf(readings: readonly Unit[]): readonly Span[] | null {
    const work = workFor(sizeOf(readings));
    const spans: Span[] = [];
    try {
      for (const [index, unit] of readings.entries()) {
        const isShort = unit.bytes.length <= SHORT_FIELD;
        const inspection = { detectors: ALL, foldCase: true, isShort };
        if (index === 0) spans.push(...inspect(unit.bytes, this.#detectors, inspection, work));
        spans.push(...this.#joined([unit], new Map(), ALL, true, work).flatMap(({ pieces }) => pieces));
      }
      return spans;
    } catch (error) {
      if (error instanceof BudgetSpent) return null;
      throw error;
    }
  }
}

function sizeOf(units: readonly Unit[]): number {
  return units.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function isSame(a: Finding, b: Finding): boolean {
  return (
    a.surface === b.surface &&
    a.location === b.location &&
    a.start <= b.start &&
    b.end <= a.end &&
    isSameValue(a, b)
  );
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function isSameValue(a: Finding, b: Finding): boolean {
  return a.matched.equals(b.matched) && a.decodedVia.join() === b.decodedVia.join();
}

/** Names the values that together make the secret. */
function placesOf(pieces: readonly JoinPiece[]): string {
  const places = pieces.map(({ unit, start }) => `${unit.surface} ${unit.locate(start) ?? ''}`.trim());
  return [...new Set(places)].slice(0, 6).join(' + ');
}

// A value in pieces is another way of sending it: approving it whole does not free it (S20).
function joinedFinding(join: JoinHit | TokenJoin): Finding {
  const place = {
    start: join.start,
    end: join.end,
    surface: 'joined',
    location: placesOf(join.pieces),
  } as const;
  if ('hit' in join) {
    const { format, checksum, confidence, hints } = join.hit;
    return {
      ...place,
      detector: 'token_patterns',
      kind: format.kind,
      vendor: format.vendor,
      matched: join.matched,
      decodedVia: ['joined'],
      checksum,
      confidence,
      secretName: null,
      approvable: true,
      hints,
    };
  }
  return {
    ...place,
    detector: 'known_secrets',
    kind: 'provisioned secret',
    vendor: null,
    matched: join.secret.value,
    decodedVia: ['joined', ...join.chain],
    checksum: 'none',
    confidence: 'high',
    secretName: join.secret.name,
    approvable: join.secret.approvable,
    hints: {},
  };
}
