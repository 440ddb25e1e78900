import { describe, expect, it } from 'vitest';
import { formatProblem, pathText } from '../../../src/core/policy/config-problem.ts';

describe('formatProblem', () => {
  it('begins with a place that editors understand', () => {
    const problem = { path: 'a.b', line: 3, column: 5, message: 'expected a number' };
    expect(formatProblem(problem, 'decant.yaml')).toBe('decant.yaml:3:5: a.b: expected a number');
    expect(formatProblem({ ...problem, path: '' }, 'f')).toBe('f:3:5: expected a number');
    expect(formatProblem({ ...problem, path: 'NAME', line: null, column: null }, 'f')).toBe(
      'environment: NAME: expected a number',
    );
  });
});

describe('pathText', () => {
  it('writes a path as one would say it', () => {
    expect(pathText(['routes', 0, 'host'])).toBe('routes[0].host');
    expect(pathText([])).toBe('');
    expect(pathText([0, 'a'])).toBe('[0].a');
  });
});
