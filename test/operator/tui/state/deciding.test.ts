import { describe, expect, it } from 'vitest';
import { TOOLS } from '../../../../src/core/approval/proposal.ts';
import { Desk, LARGE, open, SMALL } from '../support/desk.ts';

const SECRET = { detector: 'known_secrets', secret_name: 'EGRESS_TOKEN_X', seen: { value: 0, host: 0 } };

describe('approving', () => {
  it('S14: a, a reason and Enter decide about exactly the bytes that were shown', () => {
    const item = open(1);
    const desk = new Desk([item]).presses('a', ...'ok', 'Enter');
    expect(desk.decisions).toEqual([
      { id: item.proposal.id, digest: item.digest, status: 'approved', notes: 'ok' },
    ]);
  });

  for (const tool of TOOLS) {
    it(`S14 S17: approval of ${tool} without a reason is refused in words`, () => {
      const desk = new Desk([open(1, { tool })]).presses('a', 'Enter');
      expect(desk.decisions).toEqual([]);
      expect(desk.screen).toContain('An approval needs a reason.');
      expect(desk.presses(' ', ' ', 'Enter').decisions).toEqual([]);
      expect(desk.presses('y', 'Enter').decisions).toMatchObject([{ status: 'approved', notes: 'y' }]);
    });
  }

  it('S14: from the opened proposal too, and Escape leaves everything as it was', () => {
    const desk = new Desk([open(1)]).presses('Enter', 'a', ...'no', 'Esc');
    expect(desk.state.prompt).toBeNull();
    expect(desk.state.opened).not.toBeNull();
    expect(desk.presses('Esc').state.opened).toBeNull();
    expect(desk.decisions).toEqual([]);
  });

  it('letters that are commands elsewhere are letters of a reason', () => {
    const desk = new Desk([open(1)]).presses('a', ...'jkarmsh/?q', 'Enter');
    expect(desk.decisions).toMatchObject([{ notes: 'jkarmsh/?q' }]);
  });

  const presets = [
    ['F1', 'false positive'],
    ['F2', 'needed by this request'],
    ['F3', 'test credential'],
    ['F4', 'documentation example'],
  ] as const;
  for (const [key, text] of presets) {
    it(`the preset on ${key} is shown and taken, and decides nothing by itself`, () => {
      const desk = new Desk([open(1)]).presses('a', key);
      expect(desk.screen).toContain(`${key} ${text}`);
      expect(desk.decisions).toEqual([]);
      expect(desk.presses('Enter').decisions).toMatchObject([{ notes: text }]);
    });
  }

  it('a preset takes another one’s place, and is added to words', () => {
    expect(new Desk([open(1)]).presses('a', 'F1', 'F3', 'Enter').decisions).toMatchObject([
      { notes: 'test credential' },
    ]);
    expect(new Desk([open(1)]).presses('a', ...'old', 'F3', 'Enter').decisions).toMatchObject([
      { notes: 'old; test credential' },
    ]);
  });

  it('I6: what an approval covers is said above the field', () => {
    const desk = new Desk([open(1)], SMALL, ['a.example', 'b.example']).presses('a');
    const rows = desk.rows;
    const coverage = rows.findIndex((row) =>
      row.includes('Lets through this value, to any allowed host (2 of them'),
    );
    const field = rows.findIndex((row) => row.includes('❯'));
    expect(coverage).toBeGreaterThan(0);
    expect(field).toBeGreaterThan(coverage);
  });

  it('S21: a reject-only secret is not approved', () => {
    const desk = new Desk([open(1, { details: { ...SECRET, approvable: false } })]).presses('a');
    expect(desk.rows.at(-1)).toContain('reject-only');
    expect(desk.presses('x', 'Enter').decisions).toEqual([]);
  });
});

describe('rejecting', () => {
  it('S10: r and Enter reject; the reason may be empty', () => {
    const desk = new Desk([open(1)]).presses('r', 'Enter');
    expect(desk.decisions).toMatchObject([{ status: 'rejected', notes: '' }]);
  });

  it('a limit that was chosen does not go with a rejection', () => {
    const desk = new Desk([open(1)]).presses('s', ' ', 'Enter', 'r', 'Enter');
    expect(desk.decisions[0]).not.toHaveProperty('scope');
  });
});

describe('a known secret to a host not seen before', () => {
  it('U4 Q17: is named in words and needs a second key', () => {
    const desk = new Desk([open(1, { details: SECRET })]);
    expect(desk.screen).toContain('DANGER: your own secret EGRESS_TOKEN_X, to a host not seen before');
    desk.presses('a', ...'ok', 'Enter');
    expect(desk.decisions).toEqual([]);
    expect(desk.screen).toContain('A second key is needed');
    expect(desk.presses('Y').decisions).toMatchObject([{ status: 'approved', notes: 'ok' }]);
  });

  for (const key of ['Enter', 'y', ' ', 'Esc', 'F1']) {
    it(`U4: ${key} is not that key: it goes back to the reason`, () => {
      const desk = new Desk([open(1, { details: SECRET })]).presses('a', ...'ok', 'Enter', key);
      expect(desk.decisions).toEqual([]);
      expect(desk.state.prompt).toMatchObject({ kind: 'reason', field: { text: 'ok' } });
    });
  }

  it('U4 Q9: the second key is not heard right after the first', () => {
    const desk = new Desk([open(1, { details: SECRET })]).presses('a', ...'ok', 'Enter').pressesFast('Y');
    expect(desk.decisions).toEqual([]);
    expect(desk.presses('Y').decisions).toHaveLength(1);
  });

  it('Q17: a known secret to a host that was seen, and a pattern to one that was not, need one key', () => {
    const seen = { ...SECRET, seen: { value: 0, host: 2 } };
    for (const details of [seen, { seen: { value: 0, host: 0 } }]) {
      expect(new Desk([open(1, { details })]).presses('a', 'x', 'Enter').decisions).toHaveLength(1);
    }
  });
});

describe('modifying', () => {
  for (const tool of ['egress-token-allow', 'gitleaks-allow', 'capability-block'] as const) {
    it(`S14: is neither offered nor done for ${tool}`, () => {
      for (const size of [SMALL, LARGE]) {
        const desk = new Desk([open(1, { tool })], size);
        expect(desk.rows.at(-1)).not.toContain('modify');
        desk.presses('m');
        expect(desk.presses('Enter').rows.at(-1)).not.toContain('modify');
        expect(desk.presses('m').effects).toEqual([]);
      }
    });
  }

  for (const tool of ['egress-block', 'allow'] as const) {
    it(`S17: opens the file of ${tool}, shows the change and asks for its reason`, () => {
      const item = open(1, { tool, proposedFile: 'routes:\n  - host: a\n' });
      const desk = new Desk([item], LARGE);
      expect(desk.rows.at(-1)).toContain('m modify');
      desk.presses('m');
      expect(desk.effects).toEqual([{ kind: 'edit', id: item.proposal.id, text: 'routes:\n  - host: a\n' }]);
      desk.hears({
        kind: 'edited',
        id: item.proposal.id,
        result: { kind: 'saved', text: 'routes:\n  - host: b\n' },
      });
      expect(desk.screen).toContain("agent's - │   - host: a");
      expect(desk.screen).toContain('yours + │   - host: b');
      expect(desk.presses('Enter').screen).toContain('An approval needs a reason.');
      expect(desk.presses('x', 'Enter').decisions).toMatchObject([
        { status: 'modified', finalFile: 'routes:\n  - host: b\n', digest: item.digest, notes: 'x' },
      ]);
    });
  }

  it('S17: an unchanged, an empty and an unreadable file decide nothing', () => {
    const item = open(1, { tool: 'allow', proposedFile: 'x\n' });
    const results = [
      { kind: 'saved', text: 'x\n' },
      { kind: 'saved', text: ' \n' },
      { kind: 'failed', reason: 'The editor ended with an error.' },
    ] as const;
    for (const result of results) {
      const desk = new Desk([item]).presses('m').hears({ kind: 'edited', id: item.proposal.id, result });
      expect(desk.state.prompt).toBeNull();
      expect(desk.decisions).toEqual([]);
      expect(desk.state.notice).not.toBeNull();
    }
  });

  it('U1: a file with controls in it is not put before an editor', () => {
    const desk = new Desk([open(1, { tool: 'allow', proposedFile: 'a\x1b[2J' })]).presses('m');
    expect(desk.effects).toEqual([]);
  });
});

describe('limits', () => {
  it('I6: host, minutes and uses are chosen, said in words and sent', () => {
    const desk = new Desk([open(1)], LARGE).presses('s', ' ', 'j', '1', '0', 'j', '2', 'Enter');
    expect(desk.screen).toContain(
      'this value, to https://api.example.com:443 only, for 10 minutes and at most 2',
    );
    desk.presses('a', 'x', 'Enter');
    expect(desk.decisions).toMatchObject([{ scope: { host_only: true, ttl_seconds: 600, uses: 2 } }]);
  });

  it('Tab opens them from the reason, which stays', () => {
    const desk = new Desk([open(1)]).presses('a', ...'ok', 'Tab', ' ', 'Enter', 'Enter');
    expect(desk.decisions).toMatchObject([{ notes: 'ok', scope: { host_only: true } }]);
  });

  it('nothing is limited by default, and Escape forgets', () => {
    const desk = new Desk([open(1)]).presses('s', ' ', 'Esc', 'a', 'x', 'Enter');
    expect(desk.decisions[0]).not.toHaveProperty('scope');
  });

  it('a number that is none is refused in words', () => {
    const desk = new Desk([open(1)]).presses('s', 'j', '0', 'Enter');
    expect(desk.screen).toContain('Minutes: 1 to 10080.');
    expect(desk.state.prompt?.kind).toBe('scope');
  });

  it('limits of one proposal are not those of the next', () => {
    const desk = new Desk([open(1), open(2)]).presses('s', ' ', 'Enter', 'j', 'a', 'x', 'Enter');
    expect(desk.decisions[0]).not.toHaveProperty('scope');
  });

  it('are for tokens only', () => {
    const desk = new Desk([open(1, { tool: 'allow' })]).presses('s');
    expect(desk.state.prompt).toBeNull();
    expect(desk.rows.at(-1)).toContain('token only');
  });
});
