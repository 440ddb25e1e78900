import { describe, expect, it } from 'vitest';
import { coverageOf, spellDuration } from '../../src/supervisor/coverage.ts';
import { proposal } from './proposals.ts';

const anywhere = proposal(1);
const hostScoped = proposal(1, { details: { scope: 'host' } });

describe('coverageOf', () => {
  it('I6: says the whole width of an unlimited approval, and names the hosts it opens', () => {
    expect(coverageOf(anywhere, undefined, ['a.example', 'b.example'])).toBe(
      'this value, to any allowed host (2 of them: a.example, b.example), until the gateway restarts',
    );
    expect(coverageOf(anywhere, undefined, null)).toBe(
      'this value, to any host that the bottle is allowed to reach, until the gateway restarts',
    );
    const many = Array.from({ length: 14 }, (_, index) => `h${index}.example`);
    expect(coverageOf(anywhere, undefined, many)).toContain(
      '(14 of them: h0.example, h1.example, h2.example, h3.example, h4.example, h5.example, …)',
    );
  });

  it('I6: says one destination where the bottle or the answer narrows it', () => {
    const narrow = 'this value, to https://api.example.com:443 only, until the gateway restarts';
    expect(coverageOf(hostScoped, undefined, ['a.example'])).toBe(narrow);
    expect(coverageOf(anywhere, { host_only: true }, ['a.example'])).toBe(narrow);
  });

  it('I6: says all limits together', () => {
    expect(coverageOf(hostScoped, { ttl_seconds: 600, uses: 3 }, null)).toBe(
      'this value, to https://api.example.com:443 only, for 10 minutes and at most 3 requests, until the gateway restarts',
    );
    expect(coverageOf(anywhere, { uses: 1 }, null)).toContain(', 1 request, ');
  });

  it('I7: details of other types than promised are not taken', () => {
    const odd = proposal(1, { details: { host: ['x'], port: '443', scope: 'host' } });
    expect(coverageOf(odd, undefined, null)).toContain('to the host of this proposal only');
  });

  it('S17: other tools are named as what they are', () => {
    expect(coverageOf(proposal(1, { tool: 'gitleaks-allow' }), undefined, null)).toContain('gitleaks-allow');
  });
});

describe('spellDuration', () => {
  for (const [seconds, text] of [
    [0, '0 seconds'],
    [1, '1 second'],
    [90, '1 minute 30 seconds'],
    [3600, '1 hour'],
    [90_061, '1 day 1 hour'],
  ] as const) {
    it(`${seconds} s is ${text}`, () => expect(spellDuration(seconds)).toBe(text));
  }
});

it.each(['allow', 'egress-block'] as const)(
  'S17: an answer to %s is recorded, and no more is promised',
  (tool) => {
    expect(coverageOf(proposal(1, { tool }), undefined, null)).toBe(
      'nothing by itself: the answer is recorded, and no route changes yet',
    );
  },
);
