import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { closure } from '../../../../src/core/detect/decode/closure.ts';
import { BudgetSpent, Work } from '../../../../src/core/detect/engine/work.ts';

const PROGRAM = fileURLToPath(new URL('measure.mjs', import.meta.url));
const MOST_MEGABYTES = 64;

function run(...args: readonly string[]): Record<string, unknown> {
  const output = execFileSync(process.execPath, ['--expose-gc', PROGRAM, ...args], { encoding: 'utf8' });
  const result: unknown = JSON.parse(output);
  return typeof result === 'object' && result !== null ? { ...result } : {};
}

const FLOODS = [
  'A',
  '=',
  'eyJ',
  '%25',
  '&#65;',
  '\\x41',
  '12,',
  '41:',
  'MFRG',
  '\u200b',
  'а',
  '\x1f\x8b\x08',
  '=41',
  'x\x9c\r\n\r\n',
];

describe('bombs', () => {
  it.each(['deepJson', 'deepObjects', 'A', 'equals', 'eyJ', 'percents', 'numbers', 'tags'])(
    'C17 X10 X19: %s gets a verdict in little memory',
    (name) => {
      const { verdict, grown } = run(name);
      expect(['complete', 'not_fully_inspected']).toContain(verdict);
      expect(grown).toBeLessThan(MOST_MEGABYTES);
    },
    120_000,
  );

  it('C16 X7: 200 MiB in some hundred bytes of brotli are refused in little memory', () => {
    const { bomb, size } = run('brotli');
    expect(size).toBeLessThan(1_000);
    const { verdict, grown } = run('brotli', String(bomb));
    expect(verdict).toBe('not_fully_inspected');
    expect(grown).toBeLessThan(MOST_MEGABYTES);
  }, 120_000);

  it.each(FLOODS)('I8 X19: the work of a flood of %j grows as its length does', (text) => {
    const cost = (size: number): number => {
      const work = new Work(1e10);
      const options = { depth: 5, shortestRun: 24, margin: 512, backwards: true };
      try {
        for (const view of closure(Buffer.alloc(size, text), options, work)) work.spend(view.bytes.length);
      } catch (error) {
        if (!(error instanceof BudgetSpent)) throw error;
      }
      return work.spent;
    };
    const first = cost(100_000);
    expect(cost(200_000) / first).toBeLessThanOrEqual(2.3);
  });
});
