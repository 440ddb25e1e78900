import type { TextFormat } from './media.ts';
import { isDiscussed, isIntroduced, isQuotedMarkup, isQuotedText, isRawMarkup } from './quotation.ts';
import { STAND_INS } from './stand-ins.ts';

/** Where a cue stands. */
export interface Placement {
  /** `hidden`: nobody who looks at the page sees it. `smuggled`: no character of it is visible at all. */
  readonly kind: 'hidden' | 'smuggled' | 'open';
  /** The text that belongs to the cue and stands before it. */
  readonly before: string;
  /** What ends it; null: nothing that is known before. */
  readonly close: string | null;
}

/** Styles that leave nothing to see (CSS Display 3, CSS 2 visibility, CSS Color 4 opacity), and the HTML attribute. */
const HIDING =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:[;"'}!\\]|$)|font-size\s*:\s*0(?:\.0*)?(?:px|em|rem|pt|%)?\s*(?:[;"'}!\\]|$)|(?:^|\s)hidden(?:\s|=|$|\/)|(?:left|top|text-indent)\s*:\s*-\d{3,}/i;
/** Quick, and true wherever the above can be. */
const HINT = /display|visibility|opacity|font-size|hidden|indent|left|top/i;

/** About as much as a reader takes for one thought. */
const PARAGRAPH = 400;
const SECTION = 2_048;
const TAG = /<([a-z][a-z0-9]*)\s([^<>]{1,1000})>/gi;
const VOID = /^(?:input|img|br|hr|meta|link|source|wbr|area|base|col|embed|track)$/i;
const ATTRIBUTE =
  /^<[a-z][\w:-]*\s[^<>]*?(?:alt|title|aria-label|aria-description|content|placeholder|summary|data-[\w-]{1,40})\s*=\s*(\\?["'])$/i;

/**
 * The place of a cue, by what stands before it; null where it stands in a quotation, in code or in prose. The text must
 * always be the same for the same place, however it arrived.
 */
export function placementOf(format: TextFormat, behind: string): Placement | null {
  const tag = lastOf(behind, STAND_INS.tagStart);
  if (tag > lastOf(behind, STAND_INS.tagEnd)) {
    return { kind: 'smuggled', before: behind.slice(tag + 1), close: STAND_INS.tagEnd };
  }
  const text = unitOf(format, behind);
  const hidden = commentOf(format, text) ?? attributeOf(format, text) ?? elementOf(format, text);
  if (hidden !== null) return hidden;
  return isOpenText(format, text) ? { kind: 'open', before: '', close: null } : null;
}

/** For tokens that nobody has a reason to write outside of a listing: the place does not need to be the beginning of anything. */
export function isListed(format: TextFormat, behind: string): boolean {
  const text = unitOf(format, behind);
  if (format === 'html' ? isQuotedMarkup(text) || isRawMarkup(text) : isQuotedText(text)) return true;
  return isDiscussed(text.slice(-SECTION));
}

/** The text that the cue is a part of: in JSON its string, unescaped. */
function unitOf(format: TextFormat, behind: string): string {
  if (format !== 'json') return behind;
  const text = unescaped(behind.slice(stringStart(behind)));
  // A document in a string of a document, as tools' answers have it.
  return /^\s*[{[]/.test(text) ? unescaped(text.slice(stringStart(text))) : text;
}

/** Where the JSON string begins that is open at the end. */
function stringStart(behind: string): number {
  let at = lastOf(behind, '"');
  while (at > 0) {
    let slashes = 0;
    while (behind[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) break;
    at = behind.lastIndexOf('"', at - 1);
  }
  return at + 1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The simple escapes of JSON, undone once. */
function unescaped(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\([nrt"\\/])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped)
    : text;
}

function commentOf(format: TextFormat, text: string): Placement | null {
  const open = lastOf(text, '<!--');
  if (open >= 0 && open > lastOf(text, '-->')) {
    const before = text.slice(0, open);
    return isShown(format, before) ? null : { kind: 'hidden', before: text.slice(open + 4), close: '-->' };
  }
  // Markdown: a link definition that nothing refers to, the usual way to hide a remark.
  if (format === 'html') return null;
  const line = lastOf(text, '\n') + 1;
  const remark = /^\s{0,3}\[(?:\/\/|comment|_|#)\]:\s*(?:#|<>|\S{1,20})\s*["(']/i.exec(text.slice(line));
  if (remark === null || isShown(format, text.slice(0, line))) return null;
  return { kind: 'hidden', before: text.slice(line + remark[0].length), close: '\n' };
}

function attributeOf(format: TextFormat, text: string): Placement | null {
  const open = lastOf(text, '<');
  if (open > lastOf(text, '>')) {
    const tag = text.slice(open);
    const quote = Math.max(lastOf(tag, '="'), lastOf(tag, "='"), lastOf(tag, '= "'));
    if (quote < 0) return null;
    const value = tag.indexOf(tag[quote + 1] === ' ' ? '"' : (tag[quote + 1] ?? '"'), quote) + 1;
    if (tag.slice(value).includes(tag[value - 1] ?? '"') || !ATTRIBUTE.test(tag.slice(0, value))) return null;
    if (isShown(format, text.slice(0, open))) return null;
    return { kind: 'hidden', before: tag.slice(value), close: tag[value - 1] ?? '"' };
  }
  const image = lastOf(text, '![');
  if (format === 'html' || image < 0 || text.indexOf(']', image) >= 0) return null;
  return isShown(format, text.slice(0, image))
    ? null
    : { kind: 'hidden', before: text.slice(image + 2), close: ']' };
}

function elementOf(format: TextFormat, text: string): Placement | null {
  if (!text.includes('<') || !HINT.test(text)) return null;
  for (const match of [...text.matchAll(TAG)].reverse()) {
    const [tag, name = '', attributes = ''] = match;
    if (VOID.test(name) || !HIDING.test(attributes)) continue;
    const inner = text.slice(match.index + tag.length);
    if (depthOf(inner, name) < 0 || isShown(format, text.slice(0, match.index))) continue;
    return { kind: 'hidden', before: inner, close: null };
  }
  return null;
}

/** Elements of one name that are opened, less those that are closed: below 0, the outer one is closed too. */
function depthOf(inner: string, name: string): number {
  let depth = 0;
  let lowest = 0;
  for (const [tag] of inner.matchAll(new RegExp(`</?${name}(?:[\\s>])`, 'gi'))) {
    depth += tag.startsWith('</') ? -1 : 1;
    lowest = Math.min(lowest, depth);
  }
  return lowest < 0 ? -1 : depth;
}

/** Markup that stands in a listing is there to be read. */
function isShown(format: TextFormat, before: string): boolean {
  return format === 'html' ? isRawMarkup(before) : isQuotedText(before);
}

const SENTENCE_START =
  /(?:^|[.!?:;>\]*\n\r])[\s*_#>-]{0,8}(?:(?:please|now|first|and|then|important|system|note|attention)[\s,:!*]{1,4}){0,2}$/i;

/** Text that speaks for itself: the beginning of a sentence, neither quoted nor spoken about. */
function isOpenText(format: TextFormat, text: string): boolean {
  if (!SENTENCE_START.test(text.slice(-80))) return false;
  if (lastOf(text, STAND_INS.less) > lastOf(text, STAND_INS.greater)) return false;
  if (format === 'html' ? isQuotedMarkup(text) || isRawMarkup(text) : isQuotedText(text)) return false;
  return !isDiscussed(text) && !isIntroduced(text.slice(-PARAGRAPH));
}

/** As `lastIndexOf`, which walks back character by character, but quick where there is none. */
function lastOf(text: string, mark: string): number {
  return text.includes(mark) ? text.lastIndexOf(mark) : -1;
}
