import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeTokenProposal } from '../../../src/core/approval/token-proposal.ts';
import { Scanner } from '../../../src/core/detect/scanner.ts';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import type { CanonicalHost } from '../../../src/core/http/target.ts';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789';
const secret = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 24, maxLength: 40 });
const encoding = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => [...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join(''),
);

function requestWith(place: string, value: string): CanonicalRequest {
  const at = (name: string, otherwise: string) => (name === place ? value : otherwise);
  return {
    method: 'POST',
    target: { scheme: 'https', host: 'api.example.com' as CanonicalHost, port: 443, ipFamily: null },
    authority: 'api.example.com',
    path: `/v1/${at('path', 'ingest')}?q=${at('query', '1')}`,
    headers: [
      { name: 'x-api-key', value: at('header', 'none') },
      { name: 'cookie', value: `session=${at('cookie', 'none')}; theme=dark` },
    ],
    body: Buffer.from(
      JSON.stringify({ before: 'some words before', key: at('body', 'none'), after: 'and after' }),
    ),
    trailers: [],
  };
}

/** Every piece of six characters of the value, raw and in the encodings that people could undo. */
function piecesOf(value: string): readonly string[] {
  const forms = [
    value,
    [...value].reverse().join(''),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('hex'),
  ];
  return forms.flatMap((form) => Array.from({ length: form.length - 5 }, (_, at) => form.slice(at, at + 6)));
}

describe('describeTokenProposal with the scanner', () => {
  it('C2 I4 R1: no piece of a provisioned secret is shown, wherever and however it stood', () => {
    const place = fc.constantFrom('path', 'query', 'header', 'cookie', 'body');
    fc.assert(
      fc.property(secret, place, encoding, (value, where, encode) => {
        const scanner = new Scanner({
          families: ['credentials', 'keys'],
          secrets: [{ name: 'EGRESS_TOKEN_CANARY', value: Buffer.from(value), approvable: true }],
          decodedBytes: 1_000_000,
        });
        const request = requestWith(where, encode(value));
        const { findings } = scanner.scan(request, new Set(['token_patterns', 'known_secrets']), () => false);
        expect(findings.length).toBeGreaterThan(0);
        for (const finding of findings) {
          const text = describeTokenProposal({
            request,
            finding,
            fingerprint: '0'.repeat(16),
            seen: { value: 0, host: 0 },
            scope: 'bottle',
            redactor: scanner,
          });
          const shown = JSON.stringify(text);
          expect(piecesOf(value).filter((piece) => shown.includes(piece))).toEqual([]);
          expect(text.details.host).toBe('api.example.com');
        }
      }),
    );
  });
});
