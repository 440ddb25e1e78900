// What detection costs: megabytes a second per kind of traffic, beside plain regexes and ripgrep in the same run; time per
// small request; floods of every anchor; growth with the size of the input. Run after a build: `node bench/detect.mjs`.
// Medians of several runs; `SIZE` sets the bytes per corpus.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chat, corpora, randomFrom, request, secrets } from './corpus.mjs';

const dist = process.env.DECANT_DIST ?? new URL('../dist', import.meta.url).href;
const { Scanner } = await import(`${dist}/core/detect/scanner.js`);
const { PatternMatcher } = await import(`${dist}/core/detect/engine/pattern-matcher.js`);
const { CLASSES } = await import(`${dist}/core/detect/engine/byte-class.js`);
const { Work } = await import(`${dist}/core/detect/engine/work.js`);
const { KnownSecrets } = await import(`${dist}/core/detect/known/known-secrets.js`);
const { FORMATS } = await import(`${dist}/core/detect/formats/index.js`);

const SIZE = Number(process.env.SIZE ?? 4_000_000);
const FLOOD = Number(process.env.FLOOD ?? 400_000);
const BOTH = new Set(['token_patterns', 'known_secrets']);
const FAMILIES = ['credentials', 'keys'];
const formats = FORMATS.filter(({ family }) => FAMILIES.includes(family));
const anchors = [...new Set(formats.flatMap((format) => format.anchors))];
const nothingSafe = () => false;
const unbounded = () => new Work(Number.POSITIVE_INFINITY);

const scannerWith = (count) =>
  new Scanner({ families: FAMILIES, secrets: secrets(count), decodedBytes: 256 * 1024 * 1024 });
const matcher = new PatternMatcher(formats);
const thousand = new KnownSecrets(secrets(1_000));
const scanner = scannerWith(10);

function median(run, runs = 7) {
  run();
  run();
  const times = Array.from({ length: runs }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b)[runs >> 1];
}

const rate = (bytes, milliseconds) => bytes / 1_000 / milliseconds;
const whole = (number) => number.toFixed(number < 10 ? 1 : 0).padStart(7);

/** The formats as regular expressions, run one after the other over the text, as detectors commonly do. */
function baselineRegexes() {
  const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const classOf = (name) =>
    `[${[...CLASSES[name]].flatMap((member, byte) => (member === 1 ? [`\\x${byte.toString(16).padStart(2, '0')}`] : [])).join('')}]`;
  const partOf = (part) =>
    'literal' in part ? quoted(part.literal) : `${classOf(part.run)}{${part.min},${part.max}}`;
  return formats.map((format) => {
    const anchor = `(?:${format.anchors.map(quoted).join('|')})`;
    const rest = format.shape === 'parts' ? format.parts.map(partOf).join('') : '[A-Za-z0-9._/+-]{16,200}';
    return new RegExp(anchor + rest, format.ignoreCase === true ? 'gi' : 'g');
  });
}

function baseline(bytes, regexes) {
  const text = bytes.toString('latin1');
  let found = 0;
  for (const regex of regexes) found += text.match(regex)?.length ?? 0;
  return found;
}

/** Ripgrep with the anchors as fixed strings; its start is in it, so the file is long. */
function ripgrep(bytes) {
  const program = ['/usr/bin/rg', '/usr/local/bin/rg'].find((path) => existsSync(path));
  if (program === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'decant-bench-'));
  try {
    const repeated = Buffer.alloc(Math.max(bytes.length, 40_000_000), bytes);
    writeFileSync(join(folder, 'text'), repeated);
    writeFileSync(join(folder, 'literals'), `${anchors.join('\n')}\n`);
    const args = ['-a', '-c', '-j1', '-F', '-f', join(folder, 'literals'), join(folder, 'text')];
    return rate(
      repeated.length,
      median(() => spawnSync(program, args), 3),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function throughput() {
  const regexes = baselineRegexes();
  console.log(
    `\nMB/s             raw  +1000 secrets  full (10 secrets)  regexes  raw/regexes  full/regexes  ripgrep`,
  );
  for (const [name, { bytes, type }] of Object.entries(corpora(SIZE))) {
    const whole_ = request(bytes, type);
    const result = scanner.scan(whole_, BOTH, nothingSafe);
    const raw = rate(
      bytes.length,
      median(() => matcher.match(bytes, unbounded())),
    );
    const known = rate(
      bytes.length,
      median(() => {
        matcher.match(bytes, unbounded());
        thousand.find(bytes, unbounded());
      }),
    );
    const full = rate(
      bytes.length,
      median(() => scanner.scan(whole_, BOTH, nothingSafe), 5),
    );
    const part = bytes.subarray(0, 500_000);
    const plain = rate(
      part.length,
      median(() => baseline(part, regexes), 3),
    );
    const rg = ripgrep(bytes);
    console.log(
      `${name.padEnd(15)}${whole(raw)}${whole(known)}        ${whole(full)}            ${whole(plain)}  ${whole(raw / plain)}x     ${whole(full / plain)}x     ${rg === null ? 'none' : whole(rg)}${result.findings.length > 0 || result.verdict !== 'complete' ? `  ! ${result.findings.length} findings, ${result.verdict}` : ''}`,
    );
  }
}

function smallRequests() {
  const batch = 200;
  const body = Buffer.from(chat(randomFrom(7), 1_400));
  const one = request(body, 'application/json');
  const head = request(Buffer.alloc(0), 'application/json');
  const time = (of, what) =>
    (median(() => times(batch, () => of.scan(what, BOTH, nothingSafe)), 31) / batch) * 1_000;
  console.log(`\nA JSON body of ${body.length} bytes, with its head, in microseconds (median):`);
  for (const count of [0, 10, 1_000]) {
    const own = scannerWith(count);
    console.log(
      `  ${String(count).padStart(4)} secrets: ${time(own, one).toFixed(1)}, head alone ${time(own, head).toFixed(1)}`,
    );
  }
  const regexes = baselineRegexes();
  const plain = (median(() => times(20, () => baseline(body, regexes)), 9) / 20) * 1_000;
  console.log(`  regexes, the raw body only: ${plain.toFixed(1)}`);
}

function times(count, run) {
  for (let index = 0; index < count; index += 1) run();
}

function floods() {
  const results = anchors
    .flatMap((anchor) => [anchor, `${anchor}a1`])
    .map((piece) => {
      const bytes = Buffer.alloc(FLOOD, piece);
      const what = request(bytes, 'text/plain');
      return {
        piece,
        rate: rate(
          bytes.length,
          median(() => scanner.scan(what, BOTH, nothingSafe), 3),
        ),
      };
    })
    .sort((a, b) => a.rate - b.rate);
  console.log(`\nFloods of ${anchors.length} anchors, alone and with text, whole pipeline, MB/s:`);
  console.log(
    `  lowest ${results
      .slice(0, 8)
      .map((one) => `${JSON.stringify(one.piece)} ${one.rate.toFixed(1)}`)
      .join(', ')}`,
  );
  console.log(`  median ${results[results.length >> 1].rate.toFixed(1)}`);
}

function growth() {
  const pieces = [
    'A',
    '=',
    '%41',
    'eyJ',
    '{"a":"',
    '\\u0041',
    'sk-',
    ' 0x41,',
    '-----BEGIN ',
    '4a:',
    'QUtJQQ',
  ];
  console.log('\nGrowth of time per doubling of the input (1 = half, 2 = linear):');
  for (const piece of pieces) {
    const steps = [FLOOD >> 1, FLOOD, FLOOD * 2].map((size) => {
      const what = request(Buffer.alloc(size, piece), 'application/json');
      return median(() => scanner.scan(what, BOTH, nothingSafe), 5);
    });
    const [a, b, c] = steps;
    console.log(`  ${JSON.stringify(piece).padEnd(16)} ${(b / a).toFixed(2)} ${(c / b).toFixed(2)}`);
  }
}

const [{ model }] = cpus();
console.log(
  `${cpus().length} x ${model}, Node ${process.version}; ${formats.length} formats, ${anchors.length} anchors; ${SIZE / 1e6} MB per corpus`,
);
throughput();
smallRequests();
floods();
growth();
