import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/detect/finding.ts';
import { ContextBook, type ContextSource } from '../../../src/gateway/hold/context-book.ts';
import { requestOf, scannerFor } from '../../core/detect/support.ts';

const TEXT = 'first AKIAQYLPMN5HFIQR7BBA then AKIAQYLPMN5HFIQR7BBC and AKIAQYLPMN5HFIQR7BBD';

function setting() {
  const scanner = scannerFor();
  const request = requestOf({ body: TEXT });
  const { findings } = scanner.scan(request, new Set(['token_patterns']), () => false);
  const asked: number[] = [];
  const source: ContextSource = {
    contextsOf(of, wanted) {
      asked.push(wanted.length);
      return scanner.contextsOf(of, wanted);
    },
  };
  return { book: new ContextBook(request), findings, asked, source };
}

describe('ContextBook', () => {
  it('I8 S8: a request with many findings is gone through once for all their contexts', () => {
    const { book, findings, asked, source } = setting();
    expect(findings).toHaveLength(3);
    const contexts = findings.map((finding) => book.of(finding, findings, source));
    expect(contexts).toEqual(Array(3).fill('first ******** then ******** and ********'));
    expect(asked).toEqual([3]);
  });

  it('R1: a finding of another sight is asked for by itself, and none is without a context', () => {
    const { book, findings, asked, source } = setting();
    const [first] = findings;
    if (first === undefined) throw new Error('a finding expected');
    const other: Finding = { ...first };
    expect(book.of(other, findings, source)).toBe('first ******** then ******** and ********');
    expect(asked).toEqual([1]);
    expect(() => book.of(first, findings, { contextsOf: () => [] })).toThrow(RangeError);
  });
});
