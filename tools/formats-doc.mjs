// docs/formats.md, derived from the format rows of the built program.
//   node tools/formats-doc.mjs          writes it
//   node tools/formats-doc.mjs --check  fails where it is not current
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FORMATS } from '../dist/core/detect/formats/index.js';

const file = fileURLToPath(new URL('../docs/formats.md', import.meta.url));
const own = FORMATS.filter((format) => format.companionOf === undefined);
const FAMILIES = {
  credentials: 'Credentials (on by default)',
  keys: 'Keys (on by default)',
  payment: 'Payment data (off by default)',
  wallets: 'Wallets (off by default)',
};
const SHOWN_ANCHORS = 6;

const text = [
  '# Token formats',
  '',
  'Derived from the rows in `src/core/detect/formats/` by `node tools/formats-doc.mjs`; edit the rows, not this page.',
  '',
  `${own.length} formats. *Seen* is the day on which the vendor's own text was seen to show the format; where it is empty, the`,
  'row was written from common knowledge and its source names the page to check it against. A value with a valid checksum',
  'is reported at high confidence, one with a wrong checksum or a drifted length at low confidence; neither is dropped.',
  '',
  'Formats marked *by name* have no prefix of their own: they are found only behind a field of that name.',
  ...Object.entries(FAMILIES).flatMap(([family, title]) => section(family, title)),
  '',
].join('\n');

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (read() !== text) {
  console.error('docs/formats.md is not current: run npm run build && node tools/formats-doc.mjs');
  process.exit(1);
}
console.log(
  `formats: ${own.length}, of which ${own.filter(({ verified }) => verified).length} seen in the vendor's text`,
);

function section(family, title) {
  const rows = own
    .filter((format) => format.family === family)
    .sort(
      (a, b) => compare(a.vendor ?? '~', b.vendor ?? '~') || compare(a.kind, b.kind) || compare(a.id, b.id),
    );
  return [
    '',
    `## ${title}`,
    '',
    '| vendor | kind | found by | confidence | source | seen |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      (format) =>
        `| ${[format.vendor ?? '', format.kind, foundBy(format), format.confidence, `[${new URL(format.source).host}](${format.source})`, format.verified ?? ''].join(' | ')} |`,
    ),
  ];
}

function foundBy(format) {
  if ('value' in format) {
    const names = format.anchors.filter((name) => name.includes('_') || format.anchors.length === 1);
    return `by name: ${listed(names)}`;
  }
  return listed(format.anchors);
}

function listed(anchors) {
  const shown = anchors.slice(0, SHOWN_ANCHORS).map((anchor) => `\`${anchor.replaceAll('|', '\\|')}\``);
  return anchors.length > SHOWN_ANCHORS
    ? `${shown.join(', ')} and ${anchors.length - SHOWN_ANCHORS} more`
    : shown.join(', ');
}

function compare(a, b) {
  return a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;
}

function read() {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
