import { describe, expect, it } from 'vitest';
import { readYaml, type YamlDocument } from '../../../src/core/policy/yaml-document.ts';

function read(text: string): YamlDocument {
  const result = readYaml(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

function problems(text: string): readonly string[] {
  const result = readYaml(text);
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('readYaml', () => {
  it('says where values and keys stand', () => {
    const document = read('a: 1\nb:\n  - c: x\n    "d e": [1, 22]\n');
    expect(document.value).toEqual({ a: 1, b: [{ c: 'x', 'd e': [1, 22] }] });
    expect(document.locate([])).toEqual({ line: 1, column: 1 });
    expect(document.locate(['b', 0, 'c'])).toEqual({ line: 3, column: 8 });
    expect(document.locate(['b', 0, 'd e', 1])).toEqual({ line: 4, column: 16 });
    expect(document.locateKey(['b', 0], 'd e')).toEqual({ line: 4, column: 5 });
  });

  it('says where the nearest thing stands for what is not there', () => {
    const document = read('a:\n  b: 1\n');
    expect(document.locate(['a', 'x', 'y'])).toEqual({ line: 2, column: 3 });
    expect([document.has(['a', 'b']), document.has(['a', 'x']), document.has(['a', 'b', 0])]).toEqual([
      true,
      false,
      false,
    ]);
    expect(document.locateKey(['a'], 'x')).toEqual({ line: 2, column: 3 });
  });

  it('reads YAML 1.2: yes and on are texts', () => {
    expect(read('a: yes\nb: on\nc: 0o10\nd: ~\n').value).toEqual({ a: 'yes', b: 'on', c: 8, d: null });
  });

  it.each([
    ['a: 1\na: 2', '2:1 this key stands here twice'],
    ['a: &x 1\nb: *x', '2:4 aliases (*…) are not taken: write it out'],
    ['a: *x', '1:4 aliases (*…) are not taken: write it out'],
    ['a: !!binary aGk=', '1:13 tags (!…) have no meaning here'],
    ['a: !!set { b }', '1:10 tags (!…) have no meaning here'],
    ['a: !x y', '1:4 tags (!…) have no meaning here'],
    ['[a]: 1', '1:1 a key must be a text'],
    ['a:\n\t- b', '2:1 a tab in the indentation: use spaces'],
    ['', '1:1 the file is empty: it needs "version: 1"'],
    ['# only a comment', '1:1 the file is empty: it needs "version: 1"'],
    ['a: 1\n---\nb: 2', '2:1 more than one document in the file'],
  ])('C25: refuses %j', (text, problem) => {
    expect(problems(text)).toContain(problem);
  });

  it.each(['a: [1', 'a: "x', 'a: b: c', '{', '- a\nb', 'a: @x', '"\\q"'])(
    'C25: refuses %j with a place',
    (text) => {
      expect(problems(text)[0]).toMatch(/^\d+:\d+ /);
    },
  );

  it('I8: refuses nesting without end', () => {
    expect(readYaml('['.repeat(50_000)).ok).toBe(false);
    expect(readYaml('{a: '.repeat(50_000)).ok).toBe(false);
  });
});
