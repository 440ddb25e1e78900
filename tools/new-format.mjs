// Prints a row of the format table and what its test needs, from what a vendor's page says of a token.
//   node tools/new-format.mjs --vendor Acme --kind 'Acme API key' --prefix acme_live_ --alphabet alnum --length 32 \
//     --source https://docs.acme.example/api/keys [--length 32-40] [--id acme-key] [--named ACME_API_KEY] [--file acme]
// Nothing is written: put the row into the file of its subject in src/core/detect/formats/, or into a new one.
import { parseArgs } from 'node:util';

const ALPHABETS = [
  'digit',
  'hex',
  'hexLower',
  'lowerDigit',
  'upperDigit',
  'base32',
  'alnum',
  'word',
  'alnumDash',
  'base64',
  'base64Padded',
  'base64url',
  'dotted',
  'dottedPadded',
];
const USAGE = `usage: node tools/new-format.mjs --vendor V --kind K (--prefix P … | --named FIELD …) --alphabet A --length N|N-M --source URL
  --alphabet  ${ALPHABETS.join(', ')}
  --prefix    what every value begins with; may be given several times; at least three characters
  --named     the field's name, where a value has no prefix: OPENAI_API_KEY; may be given several times
  --id, --file  default to names made of the kind`;
/** A prefix this long says enough by itself: text may be glued to it, and drifted lengths are found too. */
const STRONG = 5;

const { values } = parseArgs({
  options: {
    vendor: { type: 'string' },
    kind: { type: 'string' },
    prefix: { type: 'string', multiple: true },
    named: { type: 'string', multiple: true },
    alphabet: { type: 'string' },
    length: { type: 'string' },
    source: { type: 'string' },
    id: { type: 'string' },
    file: { type: 'string' },
    help: { type: 'boolean' },
  },
});

const problems = problemsOf(values);
if (values.help || problems.length > 0) {
  console.error([...problems.map((problem) => `new-format: ${problem}`), USAGE].join('\n'));
  process.exit(values.help ? 0 : 2);
}

const [min, max = min] = values.length.split('-').map(Number);
const id = values.id ?? slug(values.kind);
const file = values.file ?? slug(values.vendor);
const constant = file.toUpperCase().replaceAll('-', '_');
const today = new Date().toISOString().slice(0, 10);
const isNamed = values.named !== undefined;

console.log(`// src/core/detect/formats/${file}.ts
${imports()}
export const ${constant} = [
${isNamed ? namedRow() : prefixRow()}
] as const;

// src/core/detect/formats/index.ts: import it, and list it in FORMATS:
import { ${constant} } from './${file}.ts';
  ...${constant},

// test/core/detect/formats/${file}.test.ts
import { ${constant} } from '../../../../src/core/detect/formats/${file}.ts';
import { describeFormats } from './suite.ts';

describeFormats('${values.vendor}', ${constant});

// Then:
//   npx biome check --write src/core/detect/formats test/core/detect/formats
//   npx vitest run test/core/detect/formats test/false-positives
//   npm run build && node tools/formats-doc.mjs`);

function imports() {
  if (isNamed) return "import { named } from './named.ts';\n";
  const check = isStrong() ? '' : "import { looksRandom } from './checks.ts';\n";
  return `${check}import { row, run } from './rows.ts';\n`;
}

function prefixRow() {
  const near = Math.max(Math.floor(min * 0.75), 12);
  return `  row({
    id: '${id}',
    kind: ${quoted(values.kind)},
    vendor: ${quoted(values.vendor)},
    anchors: [${values.prefix.map(quoted).join(', ')}],
    parts: [run('${values.alphabet}', ${min}${max === min ? '' : `, ${max}`})],
${isStrong() ? `    nearMin: ${Math.min(near, min)},` : "    glue: 'word',\n    exact: true,\n    check: looksRandom,"}
    source: '${values.source}',
    verified: '${today}',
  }),`;
}

function namedRow() {
  return `  named({
    id: '${id}',
    kind: ${quoted(values.kind)},
    vendor: ${quoted(values.vendor)},
    names: [${values.named.map((name) => quoted(name.toLowerCase().replaceAll('-', '_'))).join(', ')}],
    value: { run: '${values.alphabet}', min: ${min}${max === min ? '' : `, max: ${max}`} },
    source: '${values.source}',
    verified: '${today}',
  }),`;
}

function isStrong() {
  return values.prefix.every((prefix) => prefix.length >= STRONG);
}

function problemsOf({ vendor, kind, prefix, named, alphabet, length, source }) {
  const missing = Object.entries({ vendor, kind, alphabet, length, source })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `--${name} is missing`);
  return [
    ...missing,
    ...((prefix === undefined) === (named === undefined) ? ['give either --prefix or --named'] : []),
    ...(prefix?.some((text) => text.length < 3) ? ['a prefix has at least three characters'] : []),
    ...(alphabet !== undefined && !ALPHABETS.includes(alphabet) ? [`no alphabet ${alphabet}`] : []),
    ...(length !== undefined && !/^[1-9]\d{0,4}(-[1-9]\d{0,4})?$/.test(length)
      ? ['a length is N or N-M']
      : []),
    ...(source !== undefined && !source.startsWith('https://')
      ? ['the source is a page of the vendor, https://…']
      : []),
  ];
}

function slug(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
