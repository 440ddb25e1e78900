import { describe, expect, it } from 'vitest';
import {
  A_HOST,
  B_HOST,
  Conversation,
  holdId,
  proposalId,
  SETTINGS,
  spell,
  valueKey,
  waiterOf,
} from './conversation.ts';

describe('HoldMachine: asking and answering', () => {
  it('releases a request without findings at once and keeps nothing of it', () => {
    const talk = new Conversation();
    expect(talk.scanned('h1', {})).toEqual(['release h1']);
    expect(talk.machine.counts()).toEqual({ held: 0, pending: 0, heldBytes: 0 });
  });

  it('S8 S9: holds a request with a finding, scans it again once it is approved, and lets it go', () => {
    const talk = new Conversation();
    expect(talk.scanned('h1', { values: 'A' })).toEqual([
      'publish p1 for h1 A until 900000',
      'show p1',
      'wake 300000',
    ]);
    expect(talk.machine.counts()).toEqual({ held: 1, pending: 1, heldBytes: 1_000 });
    expect(talk.state('p1')).toBe('h1/1');
    expect(talk.at(5_000).answered('p1', 'approved')).toEqual(['close p1 decided h1/1', 'rescan h1']);
    expect(talk.state('p1')).toBeNull();
    expect(talk.isSafe('A')).toBe(true);
    expect(talk.at(5_010).scanned('h1', { excused: 'A' })).toEqual(['release h1', 'wake null']);
    expect(talk.machine.counts()).toEqual({ held: 0, pending: 0, heldBytes: 0 });
  });

  it('S9: later requests with the same value flow without asking, to other hosts too', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'modified');
    expect(talk.scanned('h2', { excused: 'A' })).toEqual(['release h2']);
    expect(talk.scanned('h3', { excused: 'A', to: B_HOST })).toEqual(['release h3']);
    expect(talk.scanned('h4', { values: 'A' })).toEqual(['release h4']);
  });

  it('S10: a rejection refuses every waiter and makes nothing safe', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A', secrets: 'A' });
    expect(talk.answered('p1', 'rejected')).toEqual([
      'refuse h1 token_detected rejected token_patterns p1',
      'refuse h2 token_detected rejected known_secrets p1',
      'close p1 decided h1 h2/2',
      'wake null',
    ]);
    expect(talk.isSafe('A')).toBe(false);
  });

  it('S10: without wiring a finding is refused at once, and nothing is asked', () => {
    const talk = new Conversation({ wired: false });
    expect(talk.scanned('h1', { values: 'A' })).toEqual([
      'refuse h1 token_detected no_supervisor token_patterns null',
    ]);
    expect(talk.machine.counts()).toEqual({ held: 0, pending: 0, heldBytes: 0 });
    expect(talk.scanned('h2', {})).toEqual(['release h2']);
  });

  it('S21: a value that nobody may approve is refused without a proposal, also beside one that could be asked for', () => {
    const talk = new Conversation();
    expect(talk.scanned('h1', { values: 'AB', secrets: 'B', reserved: 'B' })).toEqual([
      'refuse h1 token_detected not_approvable known_secrets null',
    ]);
    expect(talk.machine.counts().pending).toBe(0);
  });

  it('S21: a value found twice is refused where one of the two may not be approved', () => {
    const talk = new Conversation();
    const key = valueKey('A');
    const commands = talk.machine.handle({
      type: 'scanned',
      at: 0,
      hold: holdId('h1'),
      destination: A_HOST,
      bytes: 1,
      waiter: waiterOf('h1'),
      findings: [
        { key, detector: 'token_patterns', approvable: true },
        { key, detector: 'known_secrets', approvable: false },
      ],
      excused: [],
      freshIds: [proposalId('p1'), proposalId('p2')],
    });
    expect(commands.map(spell)).toEqual(['refuse h1 token_detected not_approvable known_secrets null']);
  });

  it('Q16 Q18: fifty requests with one value to one place are one proposal, and one answer frees them all in order', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    for (let n = 2; n <= 50; n++) expect(talk.scanned(`h${n}`, { values: 'A' })).toEqual(['show p1']);
    const holds = Array.from({ length: 50 }, (_, index) => `h${index + 1}`);
    expect(talk.state('p1')).toBe(`${holds.join(' ')}/50`);
    expect(talk.answered('p1', 'approved')).toEqual([
      `close p1 decided ${holds.join(' ')}/50`,
      ...holds.map((hold) => `rescan ${hold}`),
    ]);
  });

  it('asks once for one value that stands twice in a request', () => {
    const talk = new Conversation();
    expect(talk.scanned('h1', { values: 'AA' })).toEqual([
      'publish p1 for h1 A until 900000',
      'show p1',
      'wake 300000',
    ]);
    expect(talk.state('p1')).toBe('h1/1');
  });

  it('asks for one value to two destinations with two proposals', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.scanned('h2', { values: 'A', to: B_HOST })).toEqual([
      'publish p2 for h2 A until 900000',
      'show p2',
    ]);
  });

  it('Q10: raises all questions of a request together, and releases only after the last approval', () => {
    const talk = new Conversation();
    expect(talk.scanned('h1', { values: 'ABC' })).toEqual([
      'publish p1 for h1 A until 900000',
      'publish p2 for h1 B until 900000',
      'publish p3 for h1 C until 900000',
      'show p1',
      'show p2',
      'show p3',
      'wake 300000',
    ]);
    expect(talk.answered('p2', 'approved')).toEqual(['close p2 decided h1/1']);
    expect(talk.answered('p1', 'approved')).toEqual(['close p1 decided h1/1']);
    expect(talk.answered('p3', 'approved')).toEqual(['close p3 decided h1/1', 'rescan h1']);
    expect(talk.scanned('h1', { excused: 'ABC' })).toEqual(['release h1', 'wake null']);
  });

  it('Q10: two approved and one rejected is a refusal', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'ABC' });
    talk.answered('p1', 'approved');
    talk.answered('p2', 'approved');
    expect(talk.answered('p3', 'rejected')).toEqual([
      'refuse h1 token_detected rejected token_patterns p3',
      'close p3 decided h1/1',
      'wake null',
    ]);
  });

  it('a refused request leaves its other questions, which stay open and answerable', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'AB' });
    expect(talk.answered('p1', 'rejected')).toEqual([
      'refuse h1 token_detected rejected token_patterns p1',
      'close p1 decided h1/1',
      'show p2',
      'wake 900000',
    ]);
    expect(talk.state('p2')).toBe('/1');
    expect(talk.answered('p2', 'approved')).toEqual(['close p2 decided /1', 'wake null']);
    expect(talk.isSafe('B')).toBe(true);
  });

  it('Q10: a rescan that finds something new asks for it, and the first deadline stays', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.at(100_000).answered('p1', 'approved');
    expect(talk.scanned('h1', { excused: 'A', values: 'B' })).toEqual([
      'publish p2 for h1 B until 1000000',
      'show p2',
    ]);
    expect(talk.at(300_000).plain('tick')).toEqual([
      'refuse h1 token_detected hold_timeout token_patterns p2',
      'show p2',
      'wake 1000000',
    ]);
  });

  it('a refusal on rescan ends the hold with its own code', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved');
    const refused = { type: 'refused_on_rescan', at: 0, hold: 'h1', code: 'path_not_allowed' } as const;
    expect(talk.send({ ...refused, hold: refused.hold as never })).toEqual([
      'refuse h1 path_not_allowed null null null',
      'wake null',
    ]);
    expect(talk.scanned('h1', { excused: 'A' })).toEqual([]);
  });

  it('two questions of a value are both closed by an approval for all hosts, the second as superseded', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A', to: B_HOST });
    expect(talk.answered('p1', 'approved')).toEqual([
      'close p1 decided h1/1',
      'close p2 superseded h2/1',
      'rescan h1',
      'rescan h2',
    ]);
  });

  it('a question without waiters is superseded too', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.scanned('h2', { values: 'A', to: B_HOST });
    talk.gone('h2');
    expect(talk.answered('p1', 'approved')).toEqual([
      'close p1 decided h1/1',
      'close p2 superseded /1',
      'rescan h1',
    ]);
  });

  it('I5: an answer is consumed once, and late or unknown events change nothing', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    talk.answered('p1', 'approved', { uses: 1 });
    expect(talk.answered('p1', 'approved')).toEqual([]);
    expect(talk.answered('p1', 'rejected')).toEqual([]);
    expect(talk.answered('nobody', 'approved')).toEqual([]);
    expect(talk.about('malformed', 'p1')).toEqual([]);
    expect(talk.about('withdrawn', 'p1')).toEqual([]);
    expect(talk.about('publish_failed', 'p1')).toEqual([]);
    expect(talk.gone('nobody')).toEqual([]);
    expect(talk.revoked('0000000000000000')).toEqual([]);
    expect(talk.machine.safeTokens(0)).toHaveLength(1);
  });

  it('Q3: an answer that names another proposal is malformed', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    const response = { proposal_id: proposalId('p9'), status: 'approved', notes: '' } as const;
    expect(talk.send({ type: 'answered', at: 0, proposal: proposalId('p1'), response })).toEqual([
      'refuse h1 token_detected malformed_response token_patterns p1',
      'close p1 malformed h1/1',
      'wake null',
    ]);
    expect(talk.isSafe('A')).toBe(false);
  });

  it('I5: a report that nobody asked for releases nothing', () => {
    const talk = new Conversation();
    talk.scanned('h1', { values: 'A' });
    expect(talk.scanned('h1', {})).toEqual([]);
    expect(talk.machine.counts().held).toBe(1);
  });

  it('counts how often a value and a host were seen in other requests', () => {
    const talk = new Conversation();
    const seen = () => talk.machine.seen(valueKey('A'), A_HOST);
    expect(seen()).toEqual({ value: 0, host: 0 });
    talk.scanned('h1', { values: 'AA' });
    expect(seen()).toEqual({ value: 0, host: 0 });
    talk.scanned('h2', { values: 'B' });
    talk.scanned('h3', { values: 'A' });
    expect(seen()).toEqual({ value: 1, host: 2 });
    talk.machine.passed(A_HOST);
    talk.machine.passed(B_HOST);
    expect(seen()).toEqual({ value: 1, host: 3 });
  });

  it('I6: a proposal keeps the scope that it showed when the setting grows wider', () => {
    const talk = new Conversation({ scope: 'host' });
    talk.scanned('h1', { values: 'A' });
    talk.machine.configure(SETTINGS);
    talk.answered('p1', 'approved');
    expect([talk.isSafe('A', A_HOST), talk.isSafe('A', B_HOST)]).toEqual([true, false]);
  });
});
