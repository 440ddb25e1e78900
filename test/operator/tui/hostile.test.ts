import { afterEach, describe, expect, it } from 'vitest';
import { LARGE, SMALL } from './support/desk.ts';
import { QueueFolder } from './support/queue-folder.ts';
import { HAS_TMUX, Tmux } from './support/tmux.ts';

if (!HAS_TMUX) console.warn('skipped: tmux is not installed');

/** Each would do something to a terminal or to a reader's eye, were it written as it is. */
const PAYLOADS: readonly string[] = [
  '\x1b[2J\x1b[H',
  '\x1b]0;title\x07',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\',
  '\x1bP$q"p\x1b\\',
  '\x1b_apc\x1b\\',
  '\x1b]unterminated',
  '\x1b[6n\x1b[21t\x1b[c',
  '\x1bc',
  '\x1b[?1049l\x1b[?2004l\x1b[?7h',
  '\x1b[31mred\x1b[1;1HHOME',
  '\x9b31m\x9d0;c1\x9c\x90q\x9c',
  'a\rb\nc\td\x08\x7f\x07\x0e\x0f',
  '\u202eltr\u2066iso\u200bzero\ufeff\u00ad',
  `tags\u{e0061}\u{e0062}`,
  'Z\u0351\u0352\u0353\u0354\u0355\u0356',
  '👩‍👩‍👧字️',
];
const ALL = PAYLOADS.join('|');

/** SGR, the place of a row, clearing, and the five modes that the view switches: the screen's whole vocabulary. */
const OURS = /\x1b\[(?:[0-9;]*m|[0-9]+;1H|K|2J|\?(?:1049|7|25|2004|2026)[hl])/g;

const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** One key, and what it changes on the screen, the clock and the seconds apart. */
async function pressed(tui: Tmux, key: string): Promise<void> {
  const still = (screen: string): string => screen.replaceAll(/\d+/g, '');
  const before = still(tui.screen);
  tui.press(key);
  await tui.until(`${key} to change something`, (screen) => still(screen) !== before);
}

function details(payload: string) {
  return {
    host: payload,
    scheme: payload,
    method: payload,
    path: payload,
    detector: payload,
    kind: payload,
    vendor: payload,
    surface: payload,
    location: payload,
    decoded_via: [payload, payload],
    checksum: payload,
    confidence: payload,
    fingerprint: payload,
    secret_name: payload,
    hints: { jwt: { iss: payload }, aws_account: payload },
    scope: payload,
    context: payload,
    [payload]: payload,
  };
}

describe.skipIf(!HAS_TMUX)('hostile text in every field that is shown', () => {
  for (const size of [SMALL, LARGE]) {
    it(`C21 U1 U2 U3 I7: at ${size.columns}x${size.rows} reaches the terminal spelled out, and only our own sequences do`, async () => {
      const queue = await QueueFolder.start();
      endings.push(() => queue.end());
      const texts = { proposedFile: ALL, justification: ALL, bottle: ALL.slice(0, 120) };
      const first = await queue.publish(1, { ...texts, details: details(ALL) });
      const since = new Date().toISOString();
      await queue.queue.showState(first.id, {
        waiters: [{ client: ALL.slice(0, 60), since, gives_up_at: null }],
        requests: 1,
      });
      await queue.publish(2, { ...texts, tool: 'allow', details: { ...details(ALL), host: null } });
      const tui = new Tmux({ size, args: ['supervise', '--queue', queue.url] });
      endings.push(() => tui.end());
      await tui.shows('2 open');
      tui.press('Enter');
      await tui.shows('Esc back');
      await pressed(tui, 'NPage');
      await pressed(tui, 'Home');
      await pressed(tui, 'n');
      await pressed(tui, 'End');
      await tui.shows('agent says │ ');
      await pressed(tui, 'p');
      await pressed(tui, 'Escape');
      // Somebody else's reason and name.
      await queue.queue.respond({ proposal_id: first.id, status: 'rejected', notes: ALL, decided_by: ALL });
      await tui.shows('1 open');
      tui.press('/');
      await tui.shows('Enter keeps');
      tui.paste(`${PAYLOADS[0]}${PAYLOADS[13]}`);
      await tui.shows('0 of 1');
      tui.press('Escape');
      await tui.until('the whole list', (screen) => !screen.includes(' of 1'));
      tui.press('h');
      await tui.shows('rejected');
      tui.press('Enter');
      await tui.shows(/reason/);
      tui.press('Escape');
      await tui.shows('ENDED');
      tui.press('q');
      await tui.shows('ended with 0');
      const written = tui.bytes.replace(/ended with[\s\S]*$/, '');
      expect(written).toContain('\\x1b[2J');
      expect(written).toContain('\\u{202e}');
      const rest = written.replaceAll(OURS, '').replaceAll('\r\n', '');
      expect(rest.match(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)).toBeNull();
      expect(rest).not.toMatch(/\p{M}{3}/u);
    });
  }
});
