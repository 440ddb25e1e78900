import type { z } from 'zod';
import { type ConfigProblem, pathText } from './config-problem.ts';
import type { KeyPath, Position, YamlDocument } from './yaml-document.ts';

type Issue = z.core.$ZodIssue;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text (put it in quotes if it looks like something else)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
};

/** The schema's issues as problems with line and column, in our own words and without the values that stand there. */
export function schemaProblems(issues: readonly Issue[], document: YamlDocument): readonly ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = keyPath(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(path, key, document));
    }
    return [problem(path, document.locate(path), messageOf(issue, document.has(path)))];
  });
}

function unknownKey(path: KeyPath, key: string, document: YamlDocument): ConfigProblem {
  // What stands in the place of a key may be a misplaced value; only what looks like a setting is repeated.
  const shown =
    /^[a-z][a-z_]{0,39}$/.test(key) && !path.includes('auth') && path[0] !== 'secrets'
      ? `unknown key ${key}`
      : 'unknown key';
  return problem(path, document.locateKey(path, key), shown);
}

function messageOf(issue: Issue, present: boolean): string {
  if (!present) return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return isOurs(issue) ? issue.message : `expected ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      if (isOurs(issue)) return issue.message;
      return `expected ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      if (isOurs(issue)) return issue.message;
      if (issue.origin === 'array') return 'the list must not be empty';
      if (issue.origin === 'string') return 'must not be empty';
      return issue.inclusive === false
        ? `must be above ${issue.minimum}`
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return isOurs(issue) ? issue.message : `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** Messages that the schema gives itself; the library's own begin otherwise. */
function isOurs(issue: Issue): boolean {
  return !/^(Invalid|Too )/.test(issue.message);
}

export function problem(path: KeyPath, position: Position, message: string): ConfigProblem {
  return { path: pathText(path), line: position.line, column: position.column, message };
}

function keyPath(path: readonly PropertyKey[]): KeyPath {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}
