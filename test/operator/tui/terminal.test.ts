import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LARGE, SMALL } from './support/desk.ts';
import { QueueFolder } from './support/queue-folder.ts';
import { HAS_TMUX, Tmux, type TmuxOptions } from './support/tmux.ts';

if (!HAS_TMUX) console.warn('skipped: tmux is not installed');

/**
 * Presses a key that leads to a decision. It is not heard for 400 ms after the focus moved, and the view says so; then the
 * next second on its clock is waited for, and it is pressed again.
 */
async function decisively(tui: Tmux, key: string, shows: string | RegExp): Promise<void> {
  const fits = (screen: string): boolean =>
    typeof shows === 'string' ? screen.includes(shows) : shows.test(screen);
  for (;;) {
    tui.press(key);
    const screen = await tui.until(
      `${key} to show ${shows}`,
      (now) => fits(now) || now.includes('Key ignored'),
    );
    if (fits(screen)) return;
    tui.press('C-l');
    await tui.until('the notice to go', (now) => !now.includes('Key ignored'));
    await tui.until('the next second', (now) => clockOf(now) !== clockOf(screen));
  }
}

function clockOf(screen: string): string | undefined {
  return /\d\d:\d\d:\d\d$/m.exec(screen)?.[0];
}

const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function queueFolder(): Promise<QueueFolder> {
  const queue = await QueueFolder.start();
  endings.push(() => queue.end());
  return queue;
}

function supervise(queue: QueueFolder, more: Partial<TmuxOptions> = {}): Tmux {
  const tui = new Tmux({ size: SMALL, args: ['supervise', '--queue', queue.url], ...more });
  endings.push(() => tui.end());
  return tui;
}

describe.skipIf(!HAS_TMUX)('in a terminal', () => {
  for (const size of [SMALL, LARGE]) {
    const name = `${size.columns}x${size.rows}`;

    it(`S14 S17: ${name}: lists, opens, refuses an empty reason, approves with one, rejects`, async () => {
      const queue = await queueFolder();
      const urgent = await queue.publish(1, {}, [200]);
      const other = await queue.publish(2, { tool: 'gitleaks-allow', details: { host: '' } });
      const tui = supervise(queue, { size });
      await tui.shows(/❯ +3m\d\ds +1 token +demo +api\.example\.com +OpenAI API key/);
      tui.press('Enter');
      await tui.shows(/Esc back/);
      await decisively(tui, 'a', '── Approve ─');
      expect(tui.screen).toContain('Lets through this value');
      await decisively(tui, 'Enter', 'An approval needs a reason.');
      tui.send('a test credential');
      await tui.shows('❯ a test credential');
      await decisively(tui, 'Enter', 'Approved OpenAI API key to api.example.com (1 request waits for it).');
      expect(await queue.answerTo(urgent.id)).toMatchObject({
        status: 'approved',
        notes: 'a test credential',
      });
      await tui.shows(/❯ +- +(0|\?) gitleaks/);
      await decisively(tui, 'r', '── Reject ─');
      await decisively(tui, 'Enter', 'Rejected');
      expect(await queue.answerTo(other.id)).toMatchObject({ status: 'rejected' });
      await tui.shows('Nothing waits for you.');
      tui.press('h');
      await tui.shows(/❯ .*ago +rejected/);
      expect(tui.screen).toMatch(/approved +\w+ +api\.example\.com +OpenAI API key/);
      tui.press('Escape');
      await tui.shows('Nothing waits for you.');
      tui.press('q');
      await tui.shows('ended with 0');
    });
  }

  it('S14 S17: modify is offered for egress-block alone, opens $EDITOR and sends the changed file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'decant-editor-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const editor = join(folder, 'my editor.sh');
    writeFileSync(
      editor,
      '#!/bin/sh\nprintf "the editor has the terminal, press Enter"; read _\nsed -i s/old/new/ "$1"\n',
      {
        mode: 0o700,
      },
    );
    const queue = await queueFolder();
    const block = await queue.publish(1, { tool: 'egress-block', proposedFile: 'host: old.example\n' }, [5]);
    const tui = supervise(queue, { env: { EDITOR: `'${editor}'` } });
    await tui.shows('m modify');
    await decisively(tui, 'm', 'the editor has the terminal');
    expect(tui.flag('alternate_on')).toBe('0');
    tui.press('Enter');
    await tui.shows('Approve as modified');
    expect(tui.screen).toContain("agent's - │ host: old.example");
    expect(tui.screen).toContain('yours + │ host: new.example');
    tui.send('smaller');
    await tui.shows('❯ smaller');
    await decisively(tui, 'Enter', 'Approved as modified');
    expect(await queue.answerTo(block.id)).toMatchObject({
      status: 'modified',
      final_file: 'host: new.example\n',
    });
  });

  for (const tool of ['egress-token-allow', 'gitleaks-allow', 'capability-block'] as const) {
    it(`S14: modify is not there for ${tool}`, async () => {
      const queue = await queueFolder();
      await queue.publish(1, { tool });
      const tui = supervise(queue, { env: { EDITOR: 'touch' } });
      await tui.shows('a approve');
      expect(tui.screen).not.toContain('m modify');
      await decisively(tui, 'm', 'holds no file that could be modified');
    });
  }

  it('I6: limits are chosen with s, said in a sentence and sent', async () => {
    const queue = await queueFolder();
    const { id } = await queue.publish(1);
    const tui = supervise(queue);
    await tui.shows('s scope');
    await decisively(tui, 's', 'Limits of the approval');
    tui.press('Space');
    await tui.shows('[x]');
    tui.press('j');
    await tui.shows('❯ minutes');
    tui.press('5');
    await tui.shows('[5');
    expect(tui.screen).toMatch(/this value, to https:\/\/api\.example\.com:443 only, for 5\s+minutes/);
    tui.press('Enter');
    await tui.shows('a approve');
    await decisively(tui, 'a', '── Approve ─');
    expect(tui.screen).toMatch(/only, for 5\s+minutes/);
    tui.press('F1');
    await tui.shows('❯ false positive');
    await decisively(tui, 'Enter', 'Approved');
    expect(await queue.answerTo(id)).toMatchObject({
      notes: 'false positive',
      scope: { host_only: true, ttl_seconds: 300 },
    });
  });

  it('U4 Q17: a known secret to a host not seen before is red, named in words, and needs a second key', async () => {
    const queue = await queueFolder();
    const details = { detector: 'known_secrets', secret_name: 'EGRESS_TOKEN_X', seen: { value: 0, host: 0 } };
    const { id } = await queue.publish(1, { details });
    const tui = supervise(queue);
    await tui.shows('DANGER: your own secret EGRESS_TOKEN_X, to a host not seen before');
    expect(tui.coloured).toMatch(/\x1b\[[0-9;]*31m! DANGER/);
    await decisively(tui, 'a', '── Approve ─');
    tui.press('F2');
    await tui.shows('❯ needed by this request');
    await decisively(tui, 'Enter', 'A second key is needed');
    expect(queue.isAnswered(id)).toBe(false);
    await decisively(tui, 'Y', 'Approved');
    expect(await queue.answerTo(id)).toMatchObject({ status: 'approved' });
  });

  it('C21 U4 Q9: a and Enter typed ahead, pasted or sent as one approve nothing', async () => {
    const queue = await queueFolder();
    const { id } = await queue.publish(1);
    const tui = supervise(queue);
    // Before it has even started.
    tui.send('a\rx\r');
    await tui.shows('1 open');
    tui.send('ax\r');
    await tui.shows('Several keys came at once');
    tui.press('C-l');
    await tui.until('the notice to go', (screen) => !screen.includes('Several keys'));
    tui.paste('a\rfine\r');
    await tui.shows('Several keys came at once');
    await decisively(tui, 'a', '── Approve ─');
    tui.paste('fine\r\nreally\r');
    await tui.shows('❯ fine really');
    expect(queue.isAnswered(id)).toBe(false);
    expect(tui.bytes).toContain('\x1b[?2004h');
  });

  it('two operators: one decision, and the other is told who made it', async () => {
    const queue = await queueFolder();
    const { id } = await queue.publish(1);
    const tui = supervise(queue);
    await tui.shows('a approve');
    await decisively(tui, 'a', '── Approve ─');
    tui.press('F1');
    await tui.shows('❯ false positive');
    await queue.queue.respond({ proposal_id: id, status: 'rejected', notes: 'not ours', decided_by: 'bob' });
    tui.press('Enter');
    await tui.shows(/(Too late|Closed|closed already): rejected by bob (at [0-9:]+ UTC )?\(not ours\)/);
    expect(await queue.answerTo(id)).toMatchObject({ status: 'rejected', decided_by: 'bob' });
  });

  it('survives a change of size, in both directions', async () => {
    const queue = await queueFolder();
    await queue.publish(1);
    const tui = supervise(queue);
    await tui.shows(/❯.*OpenAI/);
    tui.resize(LARGE);
    await tui.until(
      'two columns',
      (screen) =>
        /OpenAI API key *│ https:\/\/api\.example\.com:443/.test(screen) || screen.includes('│ POST'),
    );
    tui.resize({ columns: 50, rows: 12 });
    await tui.shows('too small');
    tui.resize(SMALL);
    const screen = await tui.shows(/❯.*OpenAI/);
    expect(screen).not.toContain('│ POST');
    expect(screen.split('\n').length).toBeLessThanOrEqual(24);
    expect(screen.match(/decant · 1 open/g)).toHaveLength(1);
  });

  it('Q14: the queue directory is removed and comes back', async () => {
    const queue = await queueFolder();
    const { id } = await queue.publish(1);
    const tui = supervise(queue);
    await tui.shows(/❯.*OpenAI/);
    queue.vanish();
    await tui.shows('The queue is out of reach (its directory is gone)');
    expect(tui.screen).toContain('OpenAI API key');
    tui.press('a');
    await tui.shows('nothing can be decided until it is back');
    queue.comeBack();
    await tui.until(
      'the queue to be back',
      (screen) => !screen.includes('out of reach (') && screen.includes('1 open'),
    );
    await decisively(tui, 'r', '── Reject ─');
    await decisively(tui, 'Enter', 'Rejected');
    await seenAnswered(queue, id);
  });

  it('U6: 10,000 are listed, and keys are answered', async () => {
    const queue = await queueFolder();
    queue.flood(1, 10_000, (number) => ({ details: { host: `h${number}.example.com` } }));
    const tui = supervise(queue, { size: LARGE });
    await tui.shows('10000 open', 60_000);
    tui.press('End');
    await tui.shows('9955 above');
    tui.press('PPage');
    await tui.shows('9910 above');
    tui.press('/');
    await tui.shows('Enter keeps');
    tui.send('h777.');
    await tui.shows(/1 of 10000/);
    tui.press('Escape');
    await tui.until('the whole list', (screen) => !screen.includes(' of 10000'));
  });

  it('leaves the terminal as it was, when it is quit and when it is told to end', async () => {
    const queue = await queueFolder();
    for (const end of ['q', 'C-c', 'SIGTERM', 'SIGHUP'] as const) {
      const tui = supervise(queue);
      await tui.shows('Nothing waits for you.');
      expect(tui.flag('alternate_on')).toBe('1');
      if (end.startsWith('SIG')) process.kill(tui.programPid, end);
      else tui.press(end);
      await tui.shows('ended with 0');
      expectRestored(tui);
    }
  });

  it('R7: a crash leaves the terminal as it was, with its message on it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'decant-crash-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const crash = join(folder, 'crash.mjs');
    writeFileSync(crash, "process.on('SIGUSR2', () => { throw new Error('SECRET-MESSAGE') });\n");
    const queue = await queueFolder();
    const tui = supervise(queue, { nodeArgs: ['--import', crash] });
    await tui.shows('Nothing waits for you.');
    process.kill(tui.programPid, 'SIGUSR2');
    const screen = await tui.shows('ended with 2');
    expect(screen).toContain('uncaught_exception');
    expect(screen).not.toContain('SECRET-MESSAGE');
    expectRestored(tui);
  });

  it('works without colours: NO_COLOR', async () => {
    const queue = await queueFolder();
    const details = { detector: 'known_secrets', secret_name: 'EGRESS_TOKEN_X', seen: { value: 0, host: 0 } };
    await queue.publish(1, { details });
    const tui = supervise(queue, { env: { NO_COLOR: '1' } });
    await tui.shows('DANGER');
    expect(tui.bytes).not.toMatch(/\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7])[;m]/);
  });

  it('without a terminal it says what to use instead', async () => {
    const queue = await queueFolder();
    const { PROGRAM } = await import('../../helpers/program.ts');
    const ran = spawnSync(process.execPath, [PROGRAM, 'supervise', '--queue', queue.url], {
      encoding: 'utf8',
    });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('decant proposals');
  });
});

async function seenAnswered(queue: QueueFolder, id: Parameters<QueueFolder['answerTo']>[0]): Promise<void> {
  const { seenIn } = await import('../../helpers/wait.ts');
  await seenIn(queue.path, 'the answer', () => (queue.isAnswered(id) ? true : undefined));
}

function expectRestored(tui: Tmux): void {
  expect(tui.flag('alternate_on')).toBe('0');
  expect(tui.flag('cursor_flag')).toBe('1');
  expect(tui.flag('wrap_flag')).toBe('1');
  const { bytes } = tui;
  expect(bytes.lastIndexOf('\x1b[?2004l')).toBeGreaterThan(bytes.lastIndexOf('\x1b[?2004h'));
  const stty = spawnSync('stty', ['-F', tui.flag('pane_tty'), '-a'], { encoding: 'utf8' }).stdout;
  expect(stty).toMatch(/ icanon/);
  expect(stty).toMatch(/ echo /);
}
