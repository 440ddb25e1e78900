import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MessageWindow, NO_MESSAGES } from '../../../src/core/detect/message-window.ts';
import type { SafePredicate, ScanResult } from '../../../src/core/detect/scan-result.ts';
import { BOTH, NOTHING_SAFE, scannerFor, secretOf } from './support.ts';

const SECRET = 'kQ8-zT4nW_xY7pLm2RvC9sHd';
const scanner = scannerFor(secretOf(SECRET));

/** What the last of some messages is judged to be, those before it remembered. */
function last(messages: readonly (string | Buffer)[], isSafe: SafePredicate = NOTHING_SAFE): ScanResult {
  let window: MessageWindow = NO_MESSAGES;
  let result: ScanResult = { findings: [], excused: [], verdict: 'complete' };
  for (const text of messages) {
    const message = Buffer.from(text);
    result = scanner.scanMessage(message, window, BOTH, isSafe);
    window = scanner.remember(window, message);
  }
  return result;
}

const safe =
  (...chain: string[]): SafePredicate =>
  ({ matched, decodedVia }) =>
    matched.toString() === SECRET && decodedVia.join() === chain.join();

describe('scanMessage', () => {
  it('X16: a secret cut at any place into two messages is found in the second, and not in a third', () => {
    for (let at = 1; at < SECRET.length; at += 1) {
      const pieces = [`say ${SECRET.slice(0, at)}`, `${SECRET.slice(at)} now`];
      expect(last(pieces).findings).toMatchObject([{ surface: 'joined', decodedVia: ['joined'] }]);
      expect(last([...pieces, 'and then']).findings).toEqual([]);
    }
  });

  it('X16 C14: cut where you like, also encoded, in pieces of four and more', () => {
    const encoders = [
      (text: string): string => text,
      (text: string): string => Buffer.from(text).toString('base64'),
      (text: string): string => Buffer.from(text).toString('hex'),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...encoders),
        fc.array(fc.integer({ min: 4, max: 12 }), { minLength: 8, maxLength: 8 }),
        (encode, lengths) => {
          const pieces: string[] = [];
          let rest = encode(SECRET);
          for (const length of lengths) {
            if (rest.length > length) pieces.push(rest.slice(0, length));
            rest = rest.slice(Math.min(length, rest.length > length ? length : 0));
          }
          expect(last([...pieces, rest]).findings).not.toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('X16: JSON values one after the other are joined without what stands around them', () => {
    const pieces = [SECRET.slice(0, 9), SECRET.slice(9, 15), SECRET.slice(15)];
    expect(last(pieces.map((piece) => JSON.stringify({ delta: piece }))).findings).toHaveLength(1);
  });

  it('S20: an approval of the whole value does not free its pieces, and one of the pieces does', () => {
    const pieces = [SECRET.slice(0, 10), SECRET.slice(10)];
    expect(last(pieces, safe()).findings).toHaveLength(1);
    const { findings, excused } = last(pieces, safe('joined'));
    expect(findings).toEqual([]);
    expect(excused.length).toBeGreaterThan(0);
  });

  it('S9: a value that is approved is counted in its own message, not in those around it', () => {
    expect(last([`a ${SECRET}`], safe()).excused).toHaveLength(1);
    expect(last([`a ${SECRET}`, 'b'], safe())).toEqual({ findings: [], excused: [], verdict: 'complete' });
    expect(last([SECRET, SECRET], safe()).excused).toHaveLength(1);
  });

  it('X15: ordinary messages in a row are nothing', () => {
    const messages = ['{"op":1}', 'ping', Buffer.from([0, 1, 2, 255]), '[1,2,3]', '', 'kQ8-zT4n', 'other'];
    expect(last(messages)).toEqual({ findings: [], excused: [], verdict: 'complete' });
  });
});
