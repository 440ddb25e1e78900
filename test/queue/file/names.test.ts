import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isProposalId } from '../../../src/core/approval/proposal.ts';
import { fileName, parseFileName, temporaryPrefix } from '../../../src/queue/file/names.ts';
import { freshId } from '../samples.ts';

it('a name is read back as what it was made of', () => {
  const id = freshId();
  for (const kind of ['proposal', 'response', 'state', 'outcome'] as const) {
    expect(parseFileName(fileName(id, kind))).toEqual({ id, kind });
  }
});

it('Q4: no other text is read as a name, and what is read cannot leave the directory', () => {
  const id = freshId();
  const pieces = fc.constantFrom(
    id,
    '.',
    '..',
    '/',
    '\0',
    'proposal',
    'response',
    '.json',
    'A',
    `${id}.state.json`,
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((list) => list.join('')),
      ),
      (text) => {
        const entry = parseFileName(text);
        if (entry === null) return;
        expect(isProposalId(entry.id)).toBe(true);
        expect(fileName(entry.id, entry.kind)).toBe(text);
        expect(text).toMatch(/^[a-z0-9]+\.[a-z]+\.json$/);
      },
    ),
  );
});

it('temporary names of two bottles never begin alike, whatever they are called', () => {
  expect(temporaryPrefix('a')).not.toBe(temporaryPrefix('b'));
  expect(temporaryPrefix('../../x')).toMatch(/^\.decant-[0-9a-f]{16}-$/);
  expect(parseFileName(`${temporaryPrefix('a')}123`)).toBeNull();
});
