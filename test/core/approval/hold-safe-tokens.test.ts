import { describe, expect, it } from 'vitest';
import { A_HOST, B_HOST, Conversation } from './conversation.ts';

describe('HoldMachine: what cannot wait', () => {
  it('S12: is refused at once, asks nothing and leaves nothing behind', () => {
    const talk = new Conversation();
    expect(talk.scanned('m1', { values: 'A', cannotWait: true })).toEqual([
      'refuse m1 token_detected null token_patterns null',
    ]);
    expect(talk.machine.counts()).toEqual({ held: 0, pending: 0, heldBytes: 0 });
    expect(talk.scanned('h1', { values: 'A' })).toContain('show p2');
    expect(talk.scanned('m2', { values: 'A', cannotWait: true })).toEqual([
      'refuse m2 token_detected null token_patterns null',
    ]);
    expect(talk.state('p2')).toBe('h1/1');
  });

  it('S12: passes with what is approved, counts as a use, and finds no second one', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved', { uses: 2 });
    talk.scanned('h1', { excused: 'A' });
    expect(talk.scanned('m1', { excused: 'A', cannotWait: true })).toContain('release m1');
    expect(talk.scanned('m2', { excused: 'A', cannotWait: true })).toEqual([
      'refuse m2 token_detected null null null',
    ]);
  });
});

describe('HoldMachine: the safe set under open holds', () => {
  it('I6 Q24: an approval for this host leaves the same value to another host held', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A', to: B_HOST });
    expect(talk.answered('p1', 'approved', { host_only: true })).toEqual([
      'close p1 decided h1/1',
      'rescan h1',
    ]);
    expect([talk.isSafe('A', A_HOST), talk.isSafe('A', B_HOST)]).toEqual([true, false]);
    expect(talk.state('p2')).toBe('h2/1');
  });

  it('I6 Q24: with the setting for hosts an answer cannot widen it', () => {
    const talk = new Conversation({ scope: 'host' });
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved', { host_only: false });
    expect([talk.isSafe('A', A_HOST), talk.isSafe('A', B_HOST)]).toEqual([true, false]);
  });

  it('Q24: an approval with one use serves one of two waiters, and the other is asked for again', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A' });
    expect(talk.answered('p1', 'approved', { uses: 1 })).toEqual([
      'close p1 decided h1 h2/2',
      'rescan h1',
      'rescan h2',
    ]);
    expect(talk.scanned('h1', { excused: 'A' })).toEqual(['release h1']);
    expect(talk.isSafe('A')).toBe(false);
    expect(talk.scanned('h2', { values: 'A' })).toEqual(['publish p3 for h2 A until 900000', 'show p3']);
    expect(talk.answered('p3', 'approved', { uses: 1 })).toEqual(['close p3 decided h2/1', 'rescan h2']);
    expect(talk.scanned('h2', { excused: 'A' })).toEqual(['release h2', 'wake null']);
  });

  it('I5 Q24: a use that was taken between a scan and its report is not taken twice: the hold is scanned again', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A' });
    talk.answered('p1', 'approved', { uses: 1 });
    talk.scanned('h1', { excused: 'A' });
    expect(talk.scanned('h2', { excused: 'A' })).toEqual(['rescan h2']);
    expect(talk.scanned('h2', { values: 'A' })).toEqual(['publish p3 for h2 A until 900000', 'show p3']);
  });

  it('I5: a new request whose excuse has just been used up is held and scanned again', () => {
    const talk = new Conversation();
    expect(talk.scanned('h1', { excused: 'A' })).toEqual(['rescan h1', 'wake 300000']);
    expect(talk.scanned('h1', { values: 'A' })).toEqual(['publish p1 for h1 A until 900000', 'show p1']);
  });

  it('Q24: one request takes one use, however often the value stands in it', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AA' });
    talk.answered('p1', 'approved', { uses: 2 });
    expect(talk.scanned('h1', { excused: 'AA' })).toEqual(['release h1', 'wake null']);
    expect(talk.machine.safeTokens(0)).toMatchObject([{ usesLeft: 1 }]);
    expect(talk.scanned('h2', { values: 'A', excused: 'A' })).toEqual(['release h2']);
    expect(talk.machine.safeTokens(0)).toEqual([]);
  });

  it('a waiting hold whose other value loses its last use is scanned again, so that it is asked for', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'AB' });
    expect(talk.answered('p1', 'approved', { uses: 1 })).toEqual(['close p1 decided h1 h2/2', 'rescan h1']);
    expect(talk.scanned('h1', { excused: 'A' })).toEqual(['rescan h2', 'release h1']);
    expect(talk.scanned('h2', { values: 'AB' })).toEqual(['publish p4 for h2 A until 900000', 'show p4']);
    expect(talk.state('p3')).toBe('h2/1');
  });

  it('S9 Q11: an approval in time counts from the answer and ends to the millisecond', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.at(5_000).answered('p1', 'approved', { ttl_seconds: 1.5 })).toEqual([
      'close p1 decided h1/1',
      'rescan h1',
      'wake 6500',
    ]);
    talk.scanned('h1', { excused: 'A' });
    expect(talk.at(6_499).isSafe('A')).toBe(true);
    expect(talk.at(6_500).isSafe('A')).toBe(false);
    expect(talk.plain('tick')).toEqual([]);
    expect(talk.machine.safeTokens(6_500)).toEqual([]);
  });

  it('a hold that waits for another value is scanned again when its first approval runs out', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AB' });
    talk.answered('p1', 'approved', { ttl_seconds: 1 });
    expect(talk.at(1_000).plain('tick')).toEqual(['rescan h1', 'wake 300000']);
    expect(talk.scanned('h1', { values: 'AB' })).toEqual(['publish p3 for h1 A until 901000', 'show p3']);
  });

  it('all limits of an approval hold together', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved', { host_only: true, ttl_seconds: 10, uses: 2 });
    expect(talk.machine.safeTokens(0)).toEqual([
      {
        fingerprint: 'aaaaaaaaaaaaaaaa',
        destination: A_HOST,
        approvedAt: 0,
        expiresAt: 10_000,
        usesLeft: 2,
        proposal: 'p1',
      },
    ]);
    expect(talk.isSafe('A', B_HOST)).toBe(false);
    expect(talk.at(10_000).isSafe('A')).toBe(false);
  });

  it('Q24: a revocation counts at once, also for a hold that is being scanned', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved');
    expect(talk.revoked('aaaaaaaaaaaaaaaa')).toEqual([]);
    expect(talk.isSafe('A')).toBe(false);
    expect(talk.scanned('h1', { excused: 'A' })).toEqual(['rescan h1']);
    expect(talk.scanned('h1', { values: 'A' })).toEqual(['publish p2 for h1 A until 900000', 'show p2']);
  });

  it('a revocation of all brings back the questions of holds that wait for something else', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AB' });
    talk.scanned('h2', { values: 'C' });
    talk.answered('p1', 'approved');
    expect(talk.revoked('all')).toEqual(['rescan h1']);
    expect(talk.revoked('all')).toEqual([]);
    expect(talk.scanned('h1', { values: 'AB' })).toEqual(['publish p4 for h1 A until 900000', 'show p4']);
    expect(talk.machine.counts()).toMatchObject({ held: 2, pending: 3 });
  });

  it('another fingerprint revokes nothing', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved');
    expect(talk.revoked('bbbbbbbbbbbbbbbb')).toEqual([]);
    expect(talk.isSafe('A')).toBe(true);
  });

  it('S19: a new machine knows no safe value', () => {
    const before = new Conversation();
    before.scanned('h1', { values: 'A' });
    before.answered('p1', 'approved');
    expect(new Conversation().isSafe('A')).toBe(false);
  });
});
