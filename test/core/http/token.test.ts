import { validateHeaderName } from 'node:http';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isToken } from '../../../src/core/http/token.ts';

it('F5: takes as a token what Node takes as a header name', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(fc.constantFrom(..."aZ0!#$%&'*+-.^_`|~"), fc.constantFrom(...' :;(),/\0\t\ré"')),
        maxLength: 5,
      }),
      (text) => {
        let valid = true;
        try {
          validateHeaderName(text);
        } catch {
          valid = false;
        }
        expect(isToken(text)).toBe(valid);
      },
    ),
    { numRuns: 1000 },
  );
});
