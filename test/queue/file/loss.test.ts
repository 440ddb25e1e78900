import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../../src/core/approval/proposal.ts';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import { anAnswer, anOutcome, aProposal, Listener } from '../samples.ts';
import { ManualClock } from './manual-clock.ts';
import { Place, run } from './temporary.ts';

const POLL_MS = 200;

let place: Place;
let clock: ManualClock;
let listener: Listener;
let queue: GatewayQueue & SupervisorQueue;
let proposal: Proposal;

beforeEach(async () => {
  place = new Place();
  clock = new ManualClock();
  listener = new Listener();
  queue = place.queue({ watch: false, clock });
  await queue.start('demo', listener);
  proposal = aProposal();
  await queue.publish(proposal);
});
afterEach(() => place.end());

/** The same files, with an approval among them, in a directory of its own. */
function forgedCopy(): string {
  const copy = `${place.parent}/copy`;
  cpSync(place.directory, copy, { recursive: true });
  chmodSync(copy, 0o700);
  writeFileSync(`${copy}/${proposal.id}.response.json`, JSON.stringify(anAnswer(proposal.id)), {
    mode: 0o600,
  });
  return copy;
}

describe('Q14 Q1: a directory that is not what it was while a proposal is open', () => {
  const losses: Record<string, { lose: () => void; code: string }> = {
    removed: { lose: () => rmSync(place.directory, { recursive: true }), code: 'gone' },
    'moved away': { lose: () => renameSync(place.directory, `${place.parent}/away`), code: 'gone' },
    'replaced by one with an approval in it': {
      lose: () => {
        const copy = forgedCopy();
        renameSync(place.directory, `${place.parent}/away`);
        renameSync(copy, place.directory);
      },
      code: 'gone',
    },
    'replaced by a link to one with an approval in it': {
      lose: () => {
        const copy = forgedCopy();
        renameSync(place.directory, `${place.parent}/away`);
        symlinkSync(copy, place.directory);
      },
      code: 'not_private',
    },
    'replaced by a link to itself': {
      lose: () => {
        renameSync(place.directory, `${place.parent}/away`);
        symlinkSync(`${place.parent}/away`, place.directory);
      },
      code: 'not_private',
    },
    'opened to everybody': { lose: () => chmodSync(place.directory, 0o777), code: 'not_private' },
    'replaced by a file': {
      lose: () => {
        rmSync(place.directory, { recursive: true });
        writeFileSync(place.directory, '');
      },
      code: 'not_usable',
    },
  };
  for (const [name, { lose, code }] of Object.entries(losses)) {
    it(`Q14 C4: ${name}: everything open fails, once, and nothing is approved`, async () => {
      lose();
      clock.advance(POLL_MS);
      expect(await listener.next()).toMatchObject({ kind: 'failed', error: { code } });
      clock.advance(10 * POLL_MS);
      const closing = queue.close(proposal.id, anOutcome(proposal.id, 'orphaned'));
      await expect(closing).rejects.toMatchObject({ code: 'archive_failed' });
      expect(listener.heard).toHaveLength(1);
    });
  }

  it('Q14: an event tells of the removal, with the poll never due', async () => {
    const watching = place.queue({ clock });
    const heard = new Listener();
    await watching.start('demo', heard);
    await watching.publish(aProposal());
    rmSync(place.directory, { recursive: true });
    expect(await heard.next()).toMatchObject({ kind: 'failed', error: { code: 'gone' } });
  });

  it('Q14: with nothing open, publishing is what finds out', async () => {
    await queue.close(proposal.id, anOutcome(proposal.id, 'expired'));
    rmSync(place.directory, { recursive: true });
    await expect(queue.publish(aProposal())).rejects.toMatchObject({ code: 'gone' });
    expect(listener.heard).toMatchObject([{ kind: 'failed' }]);
    await expect(queue.publish(aProposal())).rejects.toMatchObject({ code: 'gone' });
    expect(listener.heard).toHaveLength(1);
  });

  it('Q14: a new directory in its place is used again once it passes the checks, and not before', async () => {
    rmSync(place.directory, { recursive: true });
    clock.advance(POLL_MS);
    expect(await listener.next()).toMatchObject({ kind: 'failed' });
    mkdirSync(place.directory);
    chmodSync(place.directory, 0o777);
    await expect(queue.publish(aProposal())).rejects.toMatchObject({ code: 'not_private' });
    chmodSync(place.directory, 0o700);
    const next = aProposal();
    await queue.publish(next);
    await queue.respond(anAnswer(next.id));
    clock.advance(POLL_MS);
    expect(await listener.next()).toMatchObject({ kind: 'answered', id: next.id });
    await queue.close(next.id, anOutcome(next.id));
    expect(await queue.history({ limit: 9 })).toMatchObject([{ proposal: next }]);
  });

  it('Q14: those who watch the list are told that it is gone', async () => {
    const told = new Promise<void>((resolve, reject) => {
      place
        .queue()
        .watch(resolve)
        .then(() => rmSync(place.directory, { recursive: true }))
        .catch(reject);
    });
    await told;
    await expect(queue.list()).rejects.toMatchObject({ code: 'gone' });
  });
});

describe('a full or read-only disk', () => {
  function mounted(options: string): boolean {
    try {
      run('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', place.parent);
      return true;
    } catch {
      console.log('skipped: mounting a tmpfs is not allowed here');
      return false;
    }
  }
  afterEach(() => {
    try {
      run('umount', '-l', place.parent);
    } catch {
      // Nothing was mounted.
    }
  });

  it('Q14: publishing on a full disk rejects and leaves nothing; with room again it works', async () => {
    if (!mounted('size=96k,mode=700')) return;
    const small = place.queue();
    const heard = new Listener();
    await small.start('demo', heard);
    writeFileSync(`${place.parent}/ballast`, Buffer.alloc(48_000));
    const large = aProposal({ justification: 'j'.repeat(60_000) });
    await expect(small.publish(large)).rejects.toMatchObject({ code: 'write_failed', detail: 'ENOSPC' });
    expect(await small.list()).toEqual([]);
    rmSync(`${place.parent}/ballast`);
    await small.publish(large);
    await small.respond(anAnswer(large.id));
    expect(await heard.next()).toMatchObject({ kind: 'answered', id: large.id });
    await small.stop();
  });

  it('Q14 Q1: a read-only directory is refused at start', async () => {
    if (!mounted('size=64k,mode=700')) return;
    mkdirSync(place.archive, { recursive: true, mode: 0o700 });
    run('mount', '-o', 'remount,ro', place.parent);
    await expect(place.queue().start('demo', new Listener())).rejects.toMatchObject({
      code: 'not_usable',
      detail: 'EROFS',
    });
  });
});

it('Q21 C23: forty thousand other files, and the events that they lose, keep no answer from being heard', async () => {
  const watching = place.queue();
  const heard = new Listener();
  await watching.start('demo', heard);
  const asked = aProposal();
  await watching.publish(asked);
  // More than the kernel keeps for a watcher that is too busy to read.
  for (let number = 0; number < 40_000; number++) writeFileSync(place.open(`junk-${number}`), '');
  writeFileSync(`${place.parent}/answer`, JSON.stringify(anAnswer(asked.id)), { mode: 0o600 });
  renameSync(`${place.parent}/answer`, place.open(`${asked.id}.response.json`));
  expect(await heard.next()).toMatchObject({ kind: 'answered', id: asked.id });
  expect((await watching.list()).map((queued) => queued.proposal.id)).toEqual([asked.id]);
  await watching.close(asked.id, anOutcome(asked.id));
});
