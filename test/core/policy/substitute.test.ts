import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasReference, readVariable, substitute } from '../../../src/core/policy/substitute.ts';

const OPEN = '$' + '{';
const WRITTEN = `a reference to a variable is written ${OPEN}NAME}`;
const env = { KEY: 'value', OTHER: `${OPEN}KEY}`, EMPTY: '' };

describe('substitute', () => {
  it('replaces each reference once, and says which there were', () => {
    expect(substitute(`Bearer ${OPEN}KEY}-${OPEN}OTHER}$`, env)).toEqual({
      ok: true,
      text: `Bearer value-${OPEN}KEY}$`,
      variables: ['KEY', 'OTHER'],
    });
    expect(substitute('$KEY $', env)).toEqual({ ok: true, text: '$KEY $', variables: [] });
  });

  it.each([
    [`${OPEN}NOPE}`, 'the environment variable NOPE is not set'],
    [`${OPEN}EMPTY}`, 'the environment variable EMPTY is not set'],
    [`${OPEN}toString}`, 'the environment variable toString is not set'],
    [`${OPEN}KEY`, WRITTEN],
    [`${OPEN}}`, WRITTEN],
    [`${OPEN}KEY:-default}`, WRITTEN],
    [`${OPEN} KEY }`, WRITTEN],
  ])('refuses %s', (text, problem) => {
    expect(substitute(text, env)).toEqual({ ok: false, problem });
  });

  it('leaves a text without references as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!hasReference(text)) expect(substitute(text, env)).toEqual({ ok: true, text, variables: [] });
      }),
    );
  });
});

describe('readVariable', () => {
  it('takes an empty variable for an unset one', () => {
    expect([readVariable(env, 'KEY'), readVariable(env, 'EMPTY'), readVariable(env, 'NOPE')]).toEqual([
      'value',
      null,
      null,
    ]);
  });
});
