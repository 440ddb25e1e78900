import { describe, expect, it } from 'vitest';
import { Desk, open } from '../support/desk.ts';

describe('keys that come too soon', () => {
  it('Q9: a and Enter right after the cursor moved open and decide nothing', () => {
    const desk = new Desk([open(1), open(2)]).presses('j').pressesFast('a', 'Enter');
    expect(desk.state.prompt).toBeNull();
    expect(desk.decisions).toEqual([]);
  });

  for (const key of ['a', 'r', 'm', 's']) {
    it(`Q9: ${key} is heard 400 ms after a move, and not before`, () => {
      const character = { kind: 'input', input: { kind: 'character', character: key } } as const;
      const items = [open(1), open(2, { tool: key === 'm' ? 'allow' : 'egress-token-allow' })];
      const early = new Desk(items).presses('j').hears(character, 399);
      expect(early.state.prompt).toBeNull();
      expect(early.rows.at(-1)).toContain('Key ignored');
      const late = new Desk(items).presses('j').hears(character, 400);
      expect(late.state.prompt).not.toBeNull();
    });
  }

  it('Q9: a that opens a prompt, a letter and Enter typed ahead do not decide', () => {
    const desk = new Desk([open(1)]).presses('a').pressesFast('x', 'Enter');
    expect(desk.decisions).toEqual([]);
    expect(desk.presses('Enter').decisions).toHaveLength(1);
  });

  it('Q9: an item that comes up in the place of one that closed is not decided by a key already on its way', () => {
    const items = [open(1), open(2)];
    const desk = new Desk(items);
    const gone = desk.state.queue.cursor ?? '';
    desk.hears({ kind: 'queue_changed', updated: [], closed: [{ id: gone, how: 'expired' }] });
    expect(desk.pressesFast('a', 'r').state.prompt).toBeNull();
  });

  it('Q9: what was typed while the editor had the terminal is not heard', () => {
    const item = open(1, { tool: 'allow', proposedFile: 'x\n' });
    const desk = new Desk([item])
      .presses('m')
      .hears({ kind: 'edited', id: item.proposal.id, result: { kind: 'saved', text: 'x\n' } })
      .hears({ kind: 'resumed' })
      .pressesFast('a');
    expect(desk.state.prompt).toBeNull();
  });

  it('moving is heard at once', () => {
    const desk = new Desk([open(1), open(2), open(3)]).pressesFast('j', 'Down');
    expect(desk.state.queue.at).toBe(2);
  });
});

describe('input of several characters', () => {
  for (const bytes of [
    'a\r',
    'ax\r',
    'r\r',
    'aY',
    '\x1b[200~a\r\x1b[201~',
    '\x1b[200~a\x1b[201~',
    'aaaa',
    'a\x1b[A',
  ]) {
    it(`U4 Q9: ${JSON.stringify(bytes)} commands nothing`, () => {
      const desk = new Desk([open(1)]).receives(bytes).receives(bytes);
      expect(desk.state.prompt).toBeNull();
      expect(desk.state.opened).toBeNull();
      expect(desk.decisions).toEqual([]);
    });
  }

  it('U4: quits nothing', () => {
    expect(new Desk([open(1)]).receives('qq').effects).toEqual([]);
  });

  it('U4: inside the reason it is text, and a line break in it does not decide', () => {
    const desk = new Desk([open(1)]).presses('a').receives('\x1b[200~first line\r\nsecond\r\x1b[201~');
    expect(desk.decisions).toEqual([]);
    expect(desk.state.prompt).toMatchObject({ field: { text: 'first line second ' } });
    expect(desk.presses('Enter').decisions).toMatchObject([{ notes: 'first line second' }]);
  });

  it('U4: an unmarked paste that ends in a line break of its own does not decide', () => {
    const desk = new Desk([open(1)]).presses('a').receives('some text\r').receives('\r', 10);
    expect(desk.decisions).toEqual([]);
  });

  it('U4: does not confirm a second key', () => {
    const secret = { detector: 'known_secrets', secret_name: 'X', seen: { value: 0, host: 0 } };
    const desk = new Desk([open(1, { details: secret })]).presses('a', 'x', 'Enter').receives('YY');
    expect(desk.decisions).toEqual([]);
  });
});

describe('a terminal too small to read by', () => {
  it('U2: takes no decision', () => {
    const desk = new Desk([open(1)], { columns: 40, rows: 10 }).presses('a', 'x', 'Enter', 'r', 'Enter');
    expect(desk.decisions).toEqual([]);
    expect(desk.presses('q').effects).toEqual([{ kind: 'quit' }]);
  });
});
