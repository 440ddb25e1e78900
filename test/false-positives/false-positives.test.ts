import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BudgetSpent } from '../../src/core/detect/engine/work.ts';
import type { Finding } from '../../src/core/detect/finding.ts';
import { Scanner } from '../../src/core/detect/scanner.ts';
import { AGENT } from './corpora/agent.ts';
import { BUILD } from './corpora/build.ts';
import { INFRASTRUCTURE } from './corpora/infrastructure.ts';
import { WEB } from './corpora/web.ts';
import { Pool } from './pool.ts';

/** `npm run test:false-positives` takes a gigabyte: FALSE_POSITIVE_MB. */
const MEGABYTES = Number(process.env.FALSE_POSITIVE_MB ?? 50);
const SEED = Number(process.env.FALSE_POSITIVE_SEED ?? 20_261_122);
const MB = 1_000_000;
/** So much of the whole is real files. */
const FILE_SHARE = 0.3;
const WINDOW = 4 * 1024 * 1024;
/** Tests of validators hold credentials on purpose. */
const OWN_TESTS = /[\\/](?:tests?|__tests__)(?:[\\/]|$)/;
const TIMEOUT = 60_000 + MEGABYTES * 3_000;

const CORPORA = [...BUILD, ...WEB, ...INFRASTRUCTURE, ...AGENT];
const scanner = new Scanner({
  families: ['credentials', 'keys'],
  secrets: [
    { name: 'EGRESS_TOKEN_CANARY', value: Buffer.from('kQ8-zT4nW_xY7pLm2RvC9sHd'), approvable: true },
  ],
  decodedBytes: 0,
});

/** Names what was found, with a piece of it: nothing here is anybody's secret. */
function summary(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ kind, matched, decodedVia }) =>
      `${kind} ${decodedVia.join('>')} ${matched.toString('latin1').slice(0, 60)}`,
  );
}

function scanned(bytes: Buffer): readonly string[] {
  try {
    return summary(scanner.scanBytes(bytes));
  } catch (error) {
    if (error instanceof BudgetSpent) return ['not fully inspected'];
    throw error;
  }
}

describe(`the false-positive suite over ${MEGABYTES} MB`, () => {
  const share = (MEGABYTES * MB * (1 - FILE_SHARE)) / CORPORA.length;

  it.each(CORPORA.map((corpus, index) => [corpus.name, corpus, index] as const))(
    'X15 C14: nothing is found in %s',
    (_name, corpus, index) => {
      const pool = new Pool(SEED + index);
      const found: string[] = [];
      for (let size = 0; size < share; ) {
        const piece = corpus.piece(pool);
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        size += bytes.length;
        found.push(...scanned(bytes));
      }
      expect(found.slice(0, 20)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'X15: nothing is found in the installed packages: bundles, maps, declarations, text and binaries',
    () => {
      const found: string[] = [];
      let size = 0;
      for (const file of installedFiles(MEGABYTES * MB * FILE_SHARE)) {
        const content = readFileSync(file);
        for (let at = 0; at < content.length; at += WINDOW) {
          found.push(...scanned(content.subarray(at, at + WINDOW)).map((one) => `${file}: ${one}`));
        }
        size += content.length;
      }
      expect(found.slice(0, 20)).toEqual([]);
      expect(size).toBeGreaterThan(MB);
    },
    TIMEOUT,
  );
});

/** Files of node_modules, spread evenly over it, up to so many bytes; the lock file first. */
function installedFiles(most: number): readonly string[] {
  const files = readdirSync('node_modules', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !OWN_TESTS.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ file, size: statSync(file).size }));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const chosen = ['package-lock.json'];
  let seen = 0;
  let taken = 0;
  for (const { file, size } of files) {
    seen += size;
    if (size > most / 8 || (taken + size) / most > seen / total) continue;
    taken += size;
    chosen.push(file);
  }
  return chosen;
}
