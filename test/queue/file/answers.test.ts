import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, type Proposal, serialiseProposal } from '../../../src/core/approval/proposal.ts';
import type { GatewayQueue } from '../../../src/core/approval/queue-port.ts';
import { aProposal, freshId, Listener } from '../samples.ts';
import { ManualClock } from './manual-clock.ts';
import { onlyAsRoot, Place, run } from './temporary.ts';

const POLL_MS = 200;
const PATIENCE_MS = 250;

let place: Place;
let clock: ManualClock;
let listener: Listener;
let gateway: GatewayQueue;
let proposal: Proposal;
let path: string;
let server: Server | null = null;

beforeEach(async () => {
  place = new Place();
  clock = new ManualClock();
  listener = new Listener();
  proposal = aProposal();
  await begin(place.queue({ watch: false, clock }));
});
afterEach(async () => {
  server?.close();
  server = null;
  await place.end();
});

async function begin(queue: GatewayQueue): Promise<void> {
  gateway = queue;
  await gateway.start('demo', listener);
  await gateway.publish(proposal);
  path = place.open(`${proposal.id}.response.json`);
}

function valid(more: object = {}): string {
  return JSON.stringify({ proposal_id: proposal.id, status: 'approved', notes: 'why', ...more });
}

/** Written aside, so that what is judged is the content and not how it came. */
function put(content: string | Buffer, mode = 0o600): void {
  const aside = `${place.parent}/aside`;
  writeFileSync(aside, content);
  chmodSync(aside, mode);
  renameSync(aside, path);
}

/** The clock stands still after one poll: what is told then is told at once, not after waiting for better. */
async function heardAtOnce(): Promise<unknown> {
  clock.advance(POLL_MS);
  return listener.next();
}

describe('a hand-written answer', () => {
  it('Q21 S9: is found by its exact name without any event', async () => {
    put(valid());
    expect(await heardAtOnce()).toEqual({
      kind: 'answered',
      id: proposal.id,
      response: { proposal_id: proposal.id, status: 'approved', notes: 'why' },
    });
  });

  it('Q3: may name the digest of the proposal that was read', async () => {
    put(valid({ digest: digestOf(serialiseProposal(proposal)), version: 1 }));
    expect(await heardAtOnce()).toMatchObject({ kind: 'answered' });
  });

  it('may end in white space and be readable by others', async () => {
    put(`${valid()}\n\n`, 0o644);
    expect(await heardAtOnce()).toMatchObject({ kind: 'answered' });
  });

  it('Q21: is found at once by an event, with the poll never due', async () => {
    await gateway.stop();
    proposal = aProposal();
    await begin(place.queue({ clock }));
    put(valid());
    expect(await listener.next()).toMatchObject({ kind: 'answered', id: proposal.id });
  });
});

describe('content that is no answer', () => {
  const cases: Record<string, () => string | Buffer> = {
    'duplicate keys': () => valid().replace('{', '{"status":"rejected",'),
    'duplicate keys behind an escape': () => valid().replace('{', '{"st\\u0061tus":"rejected",'),
    'a byte order mark': () => `\ufeff${valid()}`,
    'trailing bytes': () => `${valid()} x`,
    'a second object': () => valid() + valid(),
    'a NUL at the end': () => `${valid()}\0`,
    'an array': () => `[${valid()}]`,
    true: () => 'true',
    'an unknown status': () => valid({ status: 'Approved' }),
    'a status of another type': () => valid({ status: true }),
    'no notes': () => JSON.stringify({ proposal_id: proposal.id, status: 'approved' }),
    'an unknown key': () => valid({ approve: true }),
    'a __proto__ key': () => valid().replace('{', '{"__proto__":{"status":"approved"},'),
    'a wrong version': () => valid({ version: 2 }),
    'another id': () => valid({ proposal_id: freshId() }),
    'a wrong digest': () => valid({ digest: 'a'.repeat(64) }),
    'broken JSON': () => '{"proposal_id": nope',
    'broken UTF-8': () => Buffer.concat([Buffer.from(valid().slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])]),
    'too much': () => valid({ notes: 'n'.repeat(70_000) }),
    'far too much': () => Buffer.alloc(10_000_000, 0x20),
    'deep nesting': () => '['.repeat(40_000),
  };
  for (const [name, content] of Object.entries(cases)) {
    it(`Q7 C3: ${name} is malformed at once, and archived`, async () => {
      put(content());
      expect(await heardAtOnce()).toMatchObject({ kind: 'malformed', id: proposal.id });
      await expectArchived();
    });
  }
});

describe('an object that is no file of an operator', () => {
  const cases: Record<string, () => void | Promise<void>> = {
    'a symbolic link to a valid answer': () => {
      writeFileSync(`${place.parent}/target`, valid(), { mode: 0o600 });
      symlinkSync(`${place.parent}/target`, path);
    },
    'a dangling symbolic link': () => symlinkSync('/nonexistent/target', path),
    'a symbolic link to itself': () => symlinkSync(path, path),
    'a pipe': () => run('mkfifo', path),
    'a directory': () => mkdirSync(path),
    'a directory with content': () => {
      mkdirSync(path);
      writeFileSync(`${path}/x`, valid());
    },
    'a socket': async () => {
      server = createServer();
      await new Promise<void>((resolve) => server?.listen(path, resolve));
    },
    'a file with three names': () => {
      put(valid());
      linkSync(path, `${place.parent}/second`);
      linkSync(path, `${place.parent}/third`);
    },
    'a file that everybody may write': () => put(valid(), 0o602),
    'a file that its group may write': () => put(valid(), 0o660),
  };
  for (const [name, plant] of Object.entries(cases)) {
    it(`Q5 C1 C3: ${name} is malformed at once, and archived`, async () => {
      await plant();
      expect(await heardAtOnce()).toMatchObject({ kind: 'malformed', id: proposal.id });
      await expectArchived();
    });
  }

  it('Q5 C1: a file or device of somebody else is malformed at once', async () => {
    if (!onlyAsRoot('an answer of a foreign user')) return;
    put(valid());
    chownSync(path, 12_345, 12_345);
    expect(await heardAtOnce()).toMatchObject({ kind: 'malformed', id: proposal.id });
    expect(place.notices).toContainEqual(
      expect.objectContaining({ event: 'answer_malformed', id: proposal.id }),
    );
    await expectArchived();
  });

  it('Q2: of two users the one who is an operator is heard', async () => {
    if (!onlyAsRoot('an answer of another operator')) return;
    await gateway.stop();
    proposal = aProposal();
    await begin(place.queue({ watch: false, clock, operatorUids: [12_345] }));
    put(valid());
    chownSync(path, 12_345, 12_345);
    expect(await heardAtOnce()).toMatchObject({ kind: 'answered', id: proposal.id });
    const other = aProposal();
    await gateway.publish(other);
    path = place.open(`${other.id}.response.json`);
    put(valid({ proposal_id: other.id }));
    expect(await heardAtOnce()).toMatchObject({ kind: 'malformed', id: other.id });
  });

  it('Q2: a group may write only where it is the configured one', async () => {
    if (!onlyAsRoot('a configured group')) return;
    await gateway.stop();
    rmSync(place.directory, { recursive: true });
    proposal = aProposal();
    await begin(place.queue({ watch: false, clock, group: 4_321 }));
    put(valid());
    chownSync(path, 0, 4_321);
    chmodSync(path, 0o660);
    expect(await heardAtOnce()).toMatchObject({ kind: 'answered', id: proposal.id });
    const other = aProposal();
    await gateway.publish(other);
    path = place.open(`${other.id}.response.json`);
    put(valid({ proposal_id: other.id }));
    chownSync(path, 0, 1_234);
    chmodSync(path, 0o660);
    expect(await heardAtOnce()).toMatchObject({ kind: 'malformed', id: other.id });
  });
});

describe('an answer that is not there yet', () => {
  const partials: Record<string, () => { finish(): void }> = {
    'half a file': () => {
      const text = valid();
      writeFileSync(path, text.slice(0, 20), { mode: 0o600 });
      return { finish: () => appendFileSync(path, text.slice(20)) };
    },
    'an empty file': () => {
      writeFileSync(path, '', { mode: 0o600 });
      return { finish: () => appendFileSync(path, valid()) };
    },
    'a file with a second name': () => {
      const aside = `${place.parent}/aside`;
      writeFileSync(aside, valid(), { mode: 0o600 });
      linkSync(aside, path);
      return { finish: () => unlinkSync(aside) };
    },
    'a file cut inside a character': () => {
      const bytes = Buffer.from(valid({ notes: 'é' }));
      const cut = bytes.indexOf(0xc3) + 1;
      writeFileSync(path, bytes.subarray(0, cut), { mode: 0o600 });
      return { finish: () => appendFileSync(path, bytes.subarray(cut)) };
    },
  };

  /** Looked at first now, and again just before its time is over: it is still waited for. */
  async function seenUntilAlmostTooLate(): Promise<void> {
    const first = clock.timerUpTo(10);
    clock.advance(POLL_MS);
    await first;
    const last = clock.timerUpTo(10);
    clock.advance(PATIENCE_MS - 1);
    await last;
    expect(listener.heard).toEqual([]);
  }

  for (const [name, plant] of Object.entries(partials)) {
    it(`Q6: ${name} is taken when it is complete within 250 ms`, async () => {
      const { finish } = plant();
      await seenUntilAlmostTooLate();
      finish();
      clock.advance(1);
      expect(await listener.next()).toMatchObject({ kind: 'answered', id: proposal.id });
    });

    it(`Q6 C3: ${name} is malformed when it stays so for 250 ms`, async () => {
      plant();
      await seenUntilAlmostTooLate();
      clock.advance(1);
      expect(await listener.next()).toMatchObject({ kind: 'malformed', id: proposal.id });
      await expectArchived();
    });
  }

  it('Q6: the first complete content is the answer; what replaces it later changes nothing', async () => {
    put(valid({ status: 'rejected' }));
    expect(await heardAtOnce()).toMatchObject({ kind: 'answered', response: { status: 'rejected' } });
    put(valid());
    clock.advance(POLL_MS);
    await expectArchived();
    expect(listener.heard).toHaveLength(1);
  });

  it('Q6: one that is taken back while incomplete is waited for anew', async () => {
    writeFileSync(path, '{', { mode: 0o600 });
    await seenUntilAlmostTooLate();
    unlinkSync(path);
    const polledAgain = clock.timerUpTo(POLL_MS);
    clock.advance(POLL_MS);
    await polledAgain;
    writeFileSync(path, '{', { mode: 0o600 });
    await seenUntilAlmostTooLate();
    put(valid());
    clock.advance(1);
    expect(await listener.next()).toMatchObject({ kind: 'answered' });
  });
});

async function expectArchived(): Promise<void> {
  await gateway.close(proposal.id, {
    version: 1,
    proposal_id: proposal.id,
    reason: 'malformed',
    closed_at: '2026-11-22T10:05:00.000Z',
    waiters: [],
    requests: 1,
  });
  expect(readdirSync(place.directory)).toEqual(['processed']);
  expect(readdirSync(place.archive).sort()).toEqual(
    ['outcome', 'proposal', 'response'].map((kind) => `${proposal.id}.${kind}.json`),
  );
  expect(listener.heard).toHaveLength(1);
}
