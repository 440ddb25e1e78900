import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/core/policy/config-problem.ts';
import { parseSecretFile, type SecretsResult, secretsFromEnv } from '../../../src/core/policy/secrets.ts';
import type { Environment } from '../../../src/core/policy/substitute.ts';
import { configOf } from './fixtures.ts';

function shown(result: SecretsResult): readonly string[] {
  return result.ok
    ? result.secrets.map(({ name, value }) => `${name}=${value}`)
    : result.problems.map((problem) => formatProblem(problem, problem.path));
}

const fromEnv = (text: string, env: Environment) => shown(secretsFromEnv(configOf(text, env), env));

describe('secretsFromEnv', () => {
  it('S3: takes the variables that the patterns name, in order', () => {
    const env = {
      EGRESS_TOKEN_B: 'b-value-of-12',
      EGRESS_TOKEN_A: ' a-value-of-12\n',
      EGRESS_TOKEN_: 'bare-value-of-12',
      egress_token_c: 'c-value-of-12',
      XEGRESS_TOKEN_D: 'd-value-of-12',
      PATH: '/usr/bin:/usr/local/bin',
    };
    expect(fromEnv('', env)).toEqual([
      'EGRESS_TOKEN_=bare-value-of-12',
      'EGRESS_TOKEN_A=a-value-of-12',
      'EGRESS_TOKEN_B=b-value-of-12',
    ]);
    expect(fromEnv('secrets: { env: ["*_D", PATH, "X*T*D", "EGRESS"] }', env)).toEqual([
      'PATH=/usr/bin:/usr/local/bin',
      'XEGRESS_TOKEN_D=d-value-of-12',
    ]);
    expect(fromEnv('secrets: { env: [] }', env)).toEqual([]);
  });

  it('S8: the program’s own variables never count', () => {
    const env = {
      EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: '300',
      SUPERVISE_QUEUE_DIR: '/run/queue/of/bottle',
      SUPERVISE_BOTTLE_SLUG: 'bottle-with-a-name',
    };
    expect(fromEnv('secrets: { env: ["EGRESS_TOKEN_*", "SUPERVISE_*"] }', env)).toEqual([]);
  });

  it('I4: names a variable with a short value, and not the value; an empty one is unset', () => {
    const shownProblems = fromEnv('', {
      EGRESS_TOKEN_A: 'c4n4ry-shor',
      EGRESS_TOKEN_B: '',
      EGRESS_TOKEN_C: ' \n',
    });
    expect(shownProblems).toEqual([
      expect.stringContaining('environment: EGRESS_TOKEN_A: a secret has at least 12 bytes'),
    ]);
    expect(shownProblems.join()).not.toContain('c4n4ry');
  });

  it('counts bytes, not characters', () => {
    expect(fromEnv('', { EGRESS_TOKEN_A: 'éééééé' })).toEqual(['EGRESS_TOKEN_A=éééééé']);
  });

  it('S3: takes what the routes add, so that the bottle does not send it', () => {
    const routes = `routes:
  - { host: a.example, auth: { value: "Bearer $\{OTHER_KEY}" } }
  - { host: b.example, auth: { value: "Bearer written-out-value" } }
  - { host: c.example, auth: { value: "short" } }
  - { host: d.example, auth: { value: "$\{SHORT}" } }`;
    expect(fromEnv(routes, { OTHER_KEY: 'other-value-of-12', SHORT: 'x', MORE: 'more-value-of-12' })).toEqual(
      ['OTHER_KEY=other-value-of-12', 'routes[1].auth=written-out-value'],
    );
  });
});

describe('parseSecretFile', () => {
  const fromFile = (text: string) => shown(parseSecretFile('tokens.txt', text));

  it('S3: takes one value a line, whatever ends the lines', () => {
    expect(fromFile('\ufefffirst-value-of-12\r\n\n  second-value-12 \n\t\nthird value, spaced')).toEqual([
      'tokens.txt=first-value-of-12',
      'tokens.txt=second-value-12',
      'tokens.txt=third value, spaced',
    ]);
    expect(fromFile('')).toEqual([]);
  });

  it('I4: names file and line of a short value, and not the value', () => {
    const problems = fromFile('first-value-of-12\nc4n4ry\nthird-value-of-12\nx');
    expect(problems).toEqual([
      expect.stringMatching(/^tokens\.txt:2:1: tokens\.txt: a secret has/),
      expect.stringMatching(/^tokens\.txt:4:1: tokens\.txt: a secret has/),
    ]);
    expect(problems.join()).not.toContain('c4n4ry');
  });

  it('I3: takes every line that is long enough, or refuses the file', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 })), (lines) => {
        const result = parseSecretFile('f', lines.join('\n'));
        const values = lines
          .join('\n')
          .replace(/^\ufeff/, '')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
        if (result.ok) expect(result.secrets.map(({ value }) => value)).toEqual(values);
        else expect(values.some((value) => Buffer.byteLength(value) < 12)).toBe(true);
      }),
    );
  });
});
