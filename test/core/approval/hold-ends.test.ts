import { describe, expect, it } from 'vitest';
import { B_HOST, Conversation } from './conversation.ts';

describe('HoldMachine: how holds and proposals end', () => {
  it('S10 Q11: the hold times out, the proposal lives on, and a late approval frees the retry', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.at(299_999).plain('tick')).toEqual(['wake 300000']);
    expect(talk.at(300_000).plain('tick')).toEqual([
      'refuse h1 token_detected hold_timeout token_patterns p1',
      'show p1',
      'wake 900000',
    ]);
    expect(talk.at(899_999).answered('p1', 'approved')).toEqual(['close p1 decided /1', 'wake null']);
    expect(talk.scanned('h2', { excused: 'A' })).toEqual(['release h2']);
  });

  it('Q11: an answer at the very end of the proposal adds nothing, even where no tick came before it', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.at(900_000).answered('p1', 'approved')).toEqual([
      'refuse h1 token_detected hold_timeout token_patterns p1',
      'close p1 expired /1',
      'wake null',
    ]);
    expect(talk.isSafe('A')).toBe(false);
  });

  it('Q11: an answer at the very end of the hold comes too late for it, and frees the value', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.at(300_000).answered('p1', 'approved')).toEqual([
      'refuse h1 token_detected hold_timeout token_patterns p1',
      'close p1 decided /1',
      'wake null',
    ]);
    expect(talk.isSafe('A')).toBe(true);
  });

  it('a hold that joined an old proposal sees it expire, and its next request asks anew', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.at(800_000).scanned('h2', { values: 'A' });
    expect(talk.at(900_000).plain('tick')).toEqual([
      'refuse h2 token_detected expired token_patterns p1',
      'close p1 expired h2/2',
    ]);
    expect(talk.scanned('h3', { values: 'A' })[0]).toBe('publish p3 for h3 A until 1800000');
  });

  it('Q12: a client that left gets nothing, its proposal stays answerable', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AB' });
    expect(talk.at(2_000).gone('h1')).toEqual(['show p1', 'show p2', 'wake 900000']);
    expect(talk.machine.counts()).toEqual({ held: 0, pending: 2, heldBytes: 0 });
    expect(talk.at(5_000).answered('p1', 'approved')).toEqual(['close p1 decided /1']);
    expect(talk.answered('p2', 'approved')).toEqual(['close p2 decided /1', 'wake null']);
    expect(talk.scanned('retry', { excused: 'AB' })).toEqual(['release retry']);
  });

  it('Q12: a client that leaves during the rescan is not served by its report', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved', { uses: 1 });
    expect(talk.gone('h1')).toEqual(['wake null']);
    expect(talk.scanned('h1', { excused: 'A' })).toEqual([]);
    expect(talk.scanned('h2', { excused: 'A' })).toEqual(['release h2']);
  });

  it('S10: a malformed response refuses every waiter at once', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AB' });
    talk.scanned('h2', { values: 'A' });
    expect(talk.about('malformed', 'p1')).toEqual([
      'refuse h1 token_detected malformed_response token_patterns p1',
      'refuse h2 token_detected malformed_response token_patterns p1',
      'close p1 malformed h1 h2/2',
      'show p2',
      'wake 900000',
    ]);
  });

  it('a withdrawn proposal refuses its waiters as an expired one does', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.about('withdrawn', 'p1')).toEqual([
      'refuse h1 token_detected expired token_patterns p1',
      'close p1 withdrawn h1/1',
      'wake null',
    ]);
  });

  it('S10 Q14: what cannot be published is refused and forgotten, and closes nothing', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A' });
    expect(talk.about('publish_failed', 'p1')).toEqual([
      'refuse h1 token_detected queue_error token_patterns p1',
      'refuse h2 token_detected queue_error token_patterns p1',
      'wake null',
    ]);
    expect(talk.answered('p1', 'approved')).toEqual([]);
    expect(talk.isSafe('A')).toBe(false);
  });

  it('S10 Q14: a queue that fails ends everything open, and later questions depend on the next publication', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AB' });
    talk.scanned('h2', { values: 'C', to: B_HOST });
    talk.answered('p3', 'approved');
    expect(talk.plain('queue_failed')).toEqual([
      'refuse h1 token_detected queue_error token_patterns p1',
      'refuse h2 token_detected queue_error token_patterns null',
      'close p1 orphaned h1/1',
      'close p2 orphaned h1/1',
      'wake null',
    ]);
    expect(talk.machine.counts()).toEqual({ held: 0, pending: 0, heldBytes: 0 });
    expect(talk.scanned('h3', { values: 'A' })[0]).toBe('publish p4 for h3 A until 900000');
    expect(talk.about('publish_failed', 'p4')[0]).toBe(
      'refuse h3 token_detected queue_error token_patterns p4',
    );
  });

  it('shutdown refuses every hold, closes every proposal, and lets only clean requests through afterwards', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'B' });
    talk.answered('p2', 'approved', { ttl_seconds: 10 });
    expect(talk.plain('shutdown')).toEqual([
      'refuse h1 token_detected shutdown token_patterns p1',
      'refuse h2 token_detected shutdown token_patterns null',
      'close p1 orphaned h1/1',
      'wake null',
    ]);
    expect(talk.scanned('h2', { excused: 'B' })).toEqual([]);
    expect(talk.scanned('h3', { values: 'A' })).toEqual([
      'refuse h3 token_detected shutdown token_patterns null',
    ]);
    expect(talk.scanned('h4', {})).toEqual(['release h4']);
    expect(talk.scanned('h5', { excused: 'B' })).toEqual(['release h5']);
    expect(talk.answered('p1', 'approved')).toEqual([]);
  });

  it('Q17: a rejected value is refused for a while without a new question, to the same destination only', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'rejected');
    expect(talk.at(59_999).scanned('h2', { values: 'A' })).toEqual([
      'refuse h2 token_detected rejected token_patterns p1',
    ]);
    expect(talk.scanned('h3', { values: 'A', to: B_HOST })[0]).toBe('publish p3 for h3 A until 959999');
    expect(talk.at(60_000).scanned('h4', { values: 'A' })[0]).toBe('publish p4 for h4 A until 960000');
  });

  it('Q17: with no memory of rejections each request asks anew', () => {
    const talk = new Conversation({ rememberRejectionsMs: 0 });
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'rejected');
    expect(talk.scanned('h2', { values: 'A' })[0]).toBe('publish p2 for h2 A until 900000');
  });

  it('Q17: a request that turns out on its rescan to hold a rejected value is refused', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'B' });
    talk.answered('p2', 'rejected');
    talk.answered('p1', 'approved');
    expect(talk.scanned('h1', { excused: 'A', values: 'B' })).toEqual([
      'refuse h1 token_detected rejected token_patterns p2',
      'wake null',
    ]);
  });

  it('Q16: past max_held a request is refused at once; a place that becomes free is used', () => {
    const talk = new Conversation({ maxHeld: 1 });
    talk.scanned('h1', { values: 'A' });
    expect(talk.scanned('h2', { values: 'A' })).toEqual([
      'refuse h2 token_detected queue_full token_patterns null',
    ]);
    expect(talk.state('p1')).toBe('h1/1');
    expect(talk.scanned('h3', {})).toEqual(['release h3']);
    talk.gone('h1');
    expect(talk.scanned('h4', { values: 'A' })).toEqual(['show p1', 'wake 300000']);
  });

  it('Q16 I8: past held_bytes a request is refused at once', () => {
    const talk = new Conversation({ heldBytes: 2_500 });
    talk.scanned('h1', { values: 'A', bytes: 1_500 });
    expect(talk.scanned('h2', { values: 'A', bytes: 1_001 })).toEqual([
      'refuse h2 token_detected queue_full token_patterns null',
    ]);
    expect(talk.scanned('h3', { values: 'A', bytes: 1_000 })).toEqual(['show p1']);
  });

  it('Q16: a request whose questions do not all fit under max_pending publishes none of them', () => {
    const talk = new Conversation({ maxPending: 2 });
    talk.scanned('h1', { values: 'A' });
    expect(talk.scanned('h2', { values: 'ABC' })).toEqual([
      'refuse h2 token_detected queue_full token_patterns null',
    ]);
    expect(talk.machine.counts()).toMatchObject({ held: 1, pending: 1 });
    expect(talk.scanned('h3', { values: 'AB' })).toEqual([
      'publish p6 for h3 B until 900000',
      'show p1',
      'show p6',
    ]);
    expect(talk.scanned('h4', { values: 'AB' })).toEqual(['show p1', 'show p6']);
  });

  it('Q3: an id that is taken is never published again', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    const scanned = talk.machine.handle({
      type: 'scanned',
      at: 0,
      hold: 'h2' as never,
      destination: B_HOST,
      bytes: 1,
      waiter: { client: 'x', since: '', gives_up_at: null },
      findings: [{ key: 'b' as never, detector: 'token_patterns', approvable: true }],
      excused: [],
      freshIds: ['p1' as never],
    });
    expect(scanned).toMatchObject([{ type: 'refuse', outcome: 'queue_error' }]);
    expect(talk.state('p1')).toBe('h1/1');
  });
});
