import { escapeOf, isHidden, MARKS_PER_BASE } from '../../../src/operator/hidden-characters.ts';

/** Text as it is, or one character that would not be seen, written out. */
interface Piece {
  readonly text: string;
  readonly hidden: boolean;
}

/** Longest text that is shown at once; a proposal has at most 64 KiB. */
const MAX_CHARACTERS = 65_536;

/**
 * What an outside text says and what it hides: controls, bidirectional and invisible characters, and combining marks that
 * pile up become pieces of their own (I7). `lines` keeps line breaks and tabs, for text in a block.
 */
function piecesOf(text: string, lines = false): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  let marks = MARKS_PER_BASE;
  for (const character of text.slice(0, MAX_CHARACTERS)) {
    const codePoint = character.codePointAt(0) ?? 0;
    const isMark = codePoint >= 0x300 && /\p{M}/u.test(character);
    marks = isMark ? marks + 1 : 0;
    const isLayout = lines && (character === '\n' || character === '\t');
    if (isLayout || (!isHidden(codePoint, character) && marks <= MARKS_PER_BASE)) {
      plain += character;
      continue;
    }
    if (!isMark) marks = MARKS_PER_BASE;
    if (plain !== '') pieces.push({ text: plain, hidden: false });
    plain = '';
    pieces.push({ text: escapeOf(codePoint), hidden: true });
  }
  if (plain !== '') pieces.push({ text: plain, hidden: false });
  if (text.length > MAX_CHARACTERS) pieces.push({ text: '… (cut)', hidden: true });
  return pieces;
}

/** The same as plain text, for titles, names and notifications. */
export function visibleText(text: string, most = 200): string {
  const whole = piecesOf(text)
    .map((piece) => piece.text)
    .join('');
  return whole.length > most ? `${whole.slice(0, most - 1)}…` : whole;
}

/** Text from outside on one line. It becomes text nodes, never markup. */
export function Visible({ text, class: name }: { readonly text: string; readonly class?: string }) {
  return (
    <bdi class={name} dir="ltr">
      {piecesOf(text).map((piece, index) =>
        piece.hidden ? (
          <mark key={index} class="hidden-char">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}

/** Text from outside over several lines, each behind a bar of ours, so that none passes for our own words (U3). */
export function Quoted({ text, label }: { readonly text: string; readonly label: string }) {
  const lines = text.replace(/\n$/, '').split('\n').slice(0, 400);
  return (
    <div class="quoted" role="group" aria-label={label} tabIndex={0}>
      {lines.map((line, index) => (
        <div key={index} class="quoted-line">
          <Visible text={line} />
          {line === '' ? '\u00a0' : null}
        </div>
      ))}
    </div>
  );
}

/** A host as it is looked up: what is not ASCII shows as its A-labels, and says so. */
export function Host({ host }: { readonly host: string }) {
  const label = asciiHost(host);
  if (label === host) return <Visible text={host} />;
  return (
    <>
      <Visible text={label} /> <span class="tag tag-warn">not ASCII as written</span>
    </>
  );
}

export function asciiHost(host: string): string {
  if (/^[\x21-\x7e]*$/.test(host)) return host;
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return host;
  }
}
