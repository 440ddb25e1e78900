import { describe, expect, it } from 'vitest';
import type { ArchivedProposal } from '../../../../src/core/approval/queue-port.ts';
import { Desk, LARGE, open, SMALL, seconds } from '../support/desk.ts';

describe('the list', () => {
  it('shows who gives up first, how many wait, tool, bottle, host and what', () => {
    const desk = new Desk([open(1, {}, [seconds(4), null])]);
    const row = desk.rows.find((each) => each.includes('❯')) ?? '';
    expect(row).toMatch(/❯ +4s +2 token +demo +api\.example\.com +OpenAI API key/);
    desk.hears({ kind: 'tick', now: Date.parse(seconds(2)) });
    expect(desk.screen).toMatch(/❯ +2s/);
  });

  it('U2: a host is shown in A-labels, and one that mixes scripts is marked', () => {
    const desk = new Desk([open(1, { details: { host: 'аpple.com' } })], LARGE);
    expect(desk.screen).toContain('!xn--pple-43d.com');
    expect(desk.screen).toContain('MIXED SCRIPTS: Cyrillic and Latin');
    expect(desk.screen).not.toContain('аpple');
  });

  it('says when nothing waits, and when a filter lets nothing through', () => {
    const desk = new Desk();
    expect(desk.screen).toContain('Nothing waits for you.');
    const filtered = new Desk([open(1)]).presses('/', ...'zzz', 'Enter');
    expect(filtered.screen).toContain('Nothing fits the filter.');
    expect(filtered.presses('Esc').screen).toContain('api.example.com');
  });

  it('the filter follows each key; commands are letters in it', () => {
    const desk = new Desk([open(1), open(2, { details: { host: 'qar.example' } })]);
    desk.presses('/', ...'qar');
    expect(desk.screen).toContain('1 of 2');
    expect(desk.presses('Enter').state.queue.shown).toHaveLength(1);
    expect(desk.decisions).toEqual([]);
  });

  it('U6: 10,000 proposals: only those in sight are laid out, and the rest is counted', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => {
      const item = open(index % 250);
      const id = `${String(index).padStart(5, '0')}${item.proposal.id}`.replace(/[^a-z2-7]/g, 'a');
      return { ...item, proposal: { ...item.proposal, id: (id + index) as typeof item.proposal.id } };
    });
    const desk = new Desk(items);
    expect(desk.screen).toContain('10000 open');
    expect(desk.presses('End', 'Up', 'PgUp').state.queue.at).toBe(9999 - 1 - 15);
    expect(desk.rows).toHaveLength(22);
  });
});

describe('other operators', () => {
  it('who was second is told who decided, when and why', () => {
    const item = open(1);
    const desk = new Desk([item]).presses('a', 'x', 'Enter');
    const [request] = desk.decisions;
    if (request === undefined) throw new Error('no decision');
    desk.hears({
      kind: 'decided',
      request: { ...request, decidedBy: 'ada' },
      result: {
        kind: 'already_decided',
        response: {
          proposal_id: item.proposal.id,
          status: 'rejected',
          notes: 'not ours',
          decided_by: 'bob',
          decided_at: '2026-06-24T10:00:30.000Z',
        },
      },
    });
    expect(desk.rows.at(-1)).toContain('Too late: rejected by bob at 10:00:30 UTC (not ours)');
  });

  it('what is decided elsewhere while it is read stays to be read, and can be decided no more', () => {
    const item = open(1);
    const desk = new Desk([item]).presses('a', ...'ok');
    desk.hears({ kind: 'queue_changed', updated: [], closed: [{ id: item.proposal.id, how: 'rejected' }] });
    expect(desk.effects).toContainEqual({ kind: 'look_up', id: item.proposal.id });
    desk.hears({ kind: 'told_end', id: item.proposal.id, how: 'rejected by bob' });
    expect(desk.screen).toContain('Closed: rejected by bob');
    expect(desk.presses('Enter').decisions).toEqual([]);
    expect(desk.screen).toContain('This is closed already: rejected by bob.');
  });

  it('U5: the decision names the bytes that were shown, also when the file changes under the prompt', () => {
    const item = open(1);
    const desk = new Desk([item]).presses('a', 'x');
    desk.hears({ kind: 'queue_changed', updated: [open(1, { justification: 'changed' })], closed: [] });
    expect(desk.screen).toContain('was changed after it was first shown');
    expect(desk.presses('Enter').decisions).toMatchObject([{ digest: item.digest }]);
  });
});

describe('after a decision', () => {
  it('the next one comes under the cursor, and the decided one waits to be closed', () => {
    const [first, second] = [open(1, {}, [seconds(5)]), open(2, {}, [seconds(50)])];
    const desk = new Desk([first, second]).presses('r', 'Enter');
    const [request] = desk.decisions;
    if (request === undefined) throw new Error('no decision');
    const response = { proposal_id: first.proposal.id, status: 'rejected', notes: '' } as const;
    desk.hears({
      kind: 'decided',
      request: { ...request, decidedBy: 'ada' },
      result: { kind: 'recorded', response },
    });
    expect(desk.rows.at(-1)).toContain(
      'Rejected OpenAI API key to api.example.com (1 request waits for it).',
    );
    expect(desk.state.queue.cursor).toBe(second.proposal.id);
    expect(desk.screen).toContain('answered');
    desk.hears({ kind: 'queue_changed', updated: [], closed: [{ id: first.proposal.id, how: 'rejected' }] });
    expect(desk.state.queue.shown).toEqual([second.proposal.id]);
  });

  it('that could not be written, the reason stays for another try', () => {
    const item = open(1);
    const desk = new Desk([item]).presses('a', ...'ok', 'Enter');
    desk.hears({ kind: 'decision_failed', id: item.proposal.id, reason: 'write_failed, ENOSPC' });
    expect(desk.rows.at(-1)).toContain('Not recorded: write_failed, ENOSPC.');
    expect(desk.presses('Enter').decisions).toHaveLength(2);
  });
});

describe('a queue that vanishes', () => {
  it('is said, nothing can be decided, and what was seen stays; then it is back', () => {
    const item = open(1);
    const desk = new Desk([item]).hears({ kind: 'queue_lost', reason: 'its directory is gone' });
    expect(desk.screen).toContain('The queue is out of reach (its directory is gone)');
    expect(desk.screen).toContain('api.example.com');
    expect(desk.presses('a').state.prompt).toBeNull();
    desk.hears({ kind: 'queue_read', items: [item] });
    expect(desk.screen).not.toContain('out of reach');
    expect(desk.presses('a').state.prompt).not.toBeNull();
  });
});

describe('what others wrote', () => {
  it('U3: each line of the agent’s words is marked as such, below everything that is ours', () => {
    const desk = new Desk(
      [
        open(1, {
          tool: 'egress-block',
          proposedFile: 'a\nb\n',
          justification: 'please\n✔ approved by policy\n',
        }),
      ],
      LARGE,
    );
    const said = desk.rows.filter((row) => /(^|│ )agent says │ /.test(row));
    expect(said.map((row) => row.split('agent says │ ')[1]?.trim())).toEqual([
      'a',
      'b',
      'please',
      '✔ approved by policy',
    ]);
    const policy = desk.rows.findIndex((row) => row.includes('approved by policy'));
    const coverage = desk.rows.findIndex((row) => row.includes('approving'));
    expect(coverage).toBeLessThan(policy);
  });

  it('U2: 10,000 line breaks do not push away what counts', () => {
    const desk = new Desk([open(1, { justification: `${'\n'.repeat(10_000)}x` })], SMALL).presses('Enter');
    expect(desk.screen).toContain('https://api.example.com:443');
    for (let page = 0; page < 5; page++) desk.presses('PgDn');
    expect(desk.screen).toContain('https://api.example.com:443');
  });
});

describe('history', () => {
  const archived = (number: number, notes: string): ArchivedProposal => {
    const { proposal, digest } = open(number);
    return {
      proposal,
      digest,
      response: {
        proposal_id: proposal.id,
        status: 'approved',
        notes,
        decided_by: 'bob',
        scope: { uses: 2 },
      },
      outcome: {
        version: 1,
        proposal_id: proposal.id,
        reason: 'decided',
        closed_at: seconds(-60),
        waiters: [],
        requests: 3,
      },
    };
  };

  it('is read, listed and opened: who, when, why, with which limits', () => {
    const desk = new Desk([open(9)]).presses('h');
    expect(desk.effects).toEqual([{ kind: 'read_history', before: null }]);
    expect(desk.screen).toContain('Reading the archive');
    desk.hears({ kind: 'history_read', items: [archived(1, 'because'), archived(2, 'since')], isLast: true });
    expect(desk.screen).toMatch(/❯ 1m00s ago +approved +bob +api\.example\.com +OpenAI API key/);
    desk.presses('Enter');
    expect(desk.screen).toMatch(/reason +because/);
    expect(desk.screen).toMatch(/limits +2 uses/);
    expect(desk.presses('Esc', 'Esc').state.history).toBeNull();
  });

  it('reads on near its end, and says where it cannot be read', () => {
    const desk = new Desk().presses('h');
    const page = Array.from({ length: 50 }, (_, index) => archived(index + 1, 'x'));
    desk.hears({ kind: 'history_read', items: page, isLast: false }).presses('End');
    expect(desk.effects.at(-1)).toEqual({ kind: 'read_history', before: page.at(-1)?.proposal.id });
    expect(new Desk().presses('h').hears({ kind: 'history_failed', reason: 'x' }).screen).toContain(
      'cannot be read',
    );
  });

  it('decides nothing', () => {
    const desk = new Desk([open(9)]).presses('h', 'a', 'x', 'Enter', 'r', 'Enter');
    expect(desk.decisions).toEqual([]);
  });
});

describe('help, bell and the way out', () => {
  it('? shows the keys and goes again', () => {
    const desk = new Desk([open(1)]).presses('?');
    expect(desk.screen).toContain('approve: asks for the reason');
    expect(desk.presses('a').state.prompt).toBeNull();
    expect(desk.presses('?').state.help).toBeNull();
  });

  it('q quits, and in a reason it is a letter; Ctrl-C quits everywhere', () => {
    expect(new Desk().presses('q').effects).toEqual([{ kind: 'quit' }]);
    expect(new Desk([open(1)]).presses('a', 'q').effects).toEqual([]);
    expect(new Desk([open(1)]).presses('a', 'Ctrl-C').effects).toEqual([{ kind: 'quit' }]);
  });

  it('the bell rings for what is new, where it was switched on', () => {
    const desk = new Desk([open(1)]);
    desk.hears({ kind: 'queue_changed', updated: [open(2)], closed: [] });
    expect(desk.effects).toEqual([]);
    desk.presses('b').hears({ kind: 'queue_changed', updated: [open(2), open(3)], closed: [] });
    expect(desk.effects).toEqual([{ kind: 'ring' }]);
    desk.hears({ kind: 'queue_changed', updated: [open(3, {}, [null])], closed: [] });
    expect(desk.effects).toHaveLength(1);
  });
});
