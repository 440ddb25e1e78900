import { STAND_INS } from './stand-ins.ts';

/** Words of those who write about attacks. Where one stands before, a visible text is a report, no attack. */
const DISCUSSION =
  /inject|jailbreak|attack|adversar|malicious|exploit|payload|vulnerab|red[- ]?team|owasp|guardrail|phishing|hidden (?:text|instruction)/i;

/** How an example is introduced. */
const INTRODUCTION =
  /example|e\.g\.|for instance|such as|suppose|imagine|\btest(?:s|ed|ing)?\b|detect|sample|say(?:s|ing)?\b/i;

/** Elements in which HTML shows text as that of somebody else, or as code. */
const QUOTING = ['code', 'pre', 'samp', 'kbd', 'blockquote', 'q', 'textarea', 'xmp'] as const;

/** Elements whose content is no text. */
const RAW = ['script', 'style', 'textarea', 'xmp', 'title'] as const;

export function isDiscussed(behind: string): boolean {
  return DISCUSSION.test(behind);
}

export function isIntroduced(behind: string): boolean {
  return INTRODUCTION.test(behind);
}

/** In source code, a quotation or a listing, by the marks of plain text and Markdown. `behind`: what stands before. */
export function isQuotedText(behind: string): boolean {
  if (insideFence(behind)) return true;
  const line = behind.slice(behind.lastIndexOf('\n') + 1);
  // Indented code, a quoting mark, a comment or a row of a table; in HTML indentation means nothing.
  if (/^(?: {4}|\t|\s*(?:>|\/\/|#!|#\s|\*\s|\|))/.test(line)) return true;
  if (count(line, '`') % 2 === 1) return true;
  const paragraph = behind.slice(Math.max(0, behind.lastIndexOf('\n\n')));
  return insideQuotes(paragraph);
}

/** In a quotation by quotation marks of the same paragraph. */
function insideQuotes(paragraph: string): boolean {
  if (count(paragraph, '"') % 2 === 1 || count(paragraph, STAND_INS.quote) % 2 === 1) return true;
  // “…”, «…» and ‘…’ in UTF-8; a single straight one only as an opening one (and not as an apostrophe).
  for (const [open, close] of [
    ['\xe2\x80\x9c', '\xe2\x80\x9d'],
    ['\xc2\xab', '\xc2\xbb'],
    ['\xe2\x80\x98', '\xe2\x80\x99'],
  ] as const) {
    if (paragraph.lastIndexOf(open) > paragraph.lastIndexOf(close)) return true;
  }
  return /(?:^|[\s(=:[{,])'[^'\n]{0,40}$/.test(paragraph);
}

function insideFence(behind: string): boolean {
  if (!behind.includes('```') && !behind.includes('~~~')) return false;
  const fences = behind.match(/(?:^|\n)[ \t>]*(?:```|~~~)/g);
  return fences !== null && fences.length % 2 === 1;
}

function count(text: string, mark: string): number {
  let found = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) found += 1;
  return found;
}

/** Inside an element of HTML that quotes or shows code. */
export function isQuotedMarkup(behind: string): boolean {
  return isInsideAny(behind, QUOTING);
}

/** Inside an element of HTML in which `<!--` and tags are only characters. */
export function isRawMarkup(behind: string): boolean {
  return isInsideAny(behind, RAW);
}

function isInsideAny(behind: string, names: readonly string[]): boolean {
  if (!behind.includes('<')) return false;
  const lower = behind.toLowerCase();
  return names.some((name) => {
    const open = Math.max(lower.lastIndexOf(`<${name}>`), lower.lastIndexOf(`<${name} `));
    return open > lower.lastIndexOf(`</${name}`);
  });
}
