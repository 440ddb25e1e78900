import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { request } from '../helpers/proxy-client.ts';
import type { ProposalFile } from '../helpers/queue-dir.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('a malformed response', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;
  const { queue } = gateway;
  const outside = await stage.folder();

  const approval = (id: string, more: Readonly<Record<string, unknown>> = {}): string =>
    JSON.stringify({ proposal_id: id, status: 'approved', notes: 'x', ...more });
  const text =
    (build: (id: string, proposal: ProposalFile) => string | Buffer) =>
    (proposal: ProposalFile): void =>
      queue.write(proposal.id, build(proposal.id, proposal));
  const elsewhere = (id: string, content: string): string => {
    const path = join(outside, `${id}.json`);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };

  const cases: Record<string, (proposal: ProposalFile) => void> = {
    'an unknown status': text((id) => approval(id, { status: 'approve' })),
    'a status in another case': text((id) => approval(id, { status: 'Approved' })),
    'a status that is no text': text((id) => approval(id, { status: true })),
    'an unknown key': text((id) => approval(id, { approve_all: true })),
    'an unknown key in scope': text((id) => approval(id, { scope: { everywhere: true } })),
    'the key __proto__': text(
      (id) => `{"proposal_id":"${id}","status":"approved","notes":"x","__proto__":{"a":1}}`,
    ),
    'duplicate keys, reject then approve': text(
      (id) => `{"proposal_id":"${id}","status":"rejected","status":"approved","notes":"x"}`,
    ),
    'a duplicate key in scope': text(
      (id) => `{"proposal_id":"${id}","status":"approved","notes":"x","scope":{"uses":1,"uses":9}}`,
    ),
    'no notes': text((id) => JSON.stringify({ proposal_id: id, status: 'approved' })),
    'notes that are no text': text((id) => approval(id, { notes: 7 })),
    'another id': text(() => approval('a'.repeat(26))),
    'no id': text(() => JSON.stringify({ status: 'approved', notes: 'x' })),
    'another version': text((id) => approval(id, { version: 2 })),
    'another digest': text((id) => approval(id, { digest: '0'.repeat(64) })),
    'a digest of nothing': text((id) => approval(id, { digest: '' })),
    'zero uses': text((id) => approval(id, { scope: { uses: 0 } })),
    'a negative time': text((id) => approval(id, { scope: { ttl_seconds: -1 } })),
    'a broken number of uses': text((id) => approval(id, { scope: { uses: 1.5 } })),
    'a byte order mark': text((id) => `\ufeff${approval(id)}`),
    'trailing bytes': text((id) => `${approval(id)}x`),
    'a second document': text((id) => `${approval(id)}${approval(id)}`),
    'a NUL at the end': text((id) => `${approval(id)}\0`),
    'invalid UTF-8': text((id) =>
      Buffer.concat([Buffer.from(approval(id).slice(0, -3)), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    ),
    'a comment': text((id) => `${approval(id)} // yes`),
    'a trailing comma': text((id) => approval(id).replace(/}$/, ',}')),
    'an array': text((id) => `[${approval(id)}]`),
    'a bare true': text(() => 'true'),
    'a bare text': text(() => '"approved"'),
    null: text(() => 'null'),
    'an empty file': text(() => ''),
    'JSON that is never complete': text((id) => approval(id).slice(0, -1)),
    'more than 64 KiB': text((id) => approval(id, { notes: 'x'.repeat(65_536) })),
    'more than 64 KiB of white space': text((id) => `${approval(id)}${' '.repeat(70_000)}`),
    'deep nesting': text((id) =>
      approval(id).replace(/}$/, `,"final_file":${'['.repeat(9_000)}${']'.repeat(9_000)}}`),
    ),
    'a symlink to a valid answer': ({ id }) =>
      symlinkSync(elsewhere(id, approval(id)), queue.file(id, 'response')),
    'a dangling symlink': ({ id }) => symlinkSync(join(outside, 'nothing'), queue.file(id, 'response')),
    'a hard link that stays': ({ id }) => linkSync(elsewhere(id, approval(id)), queue.file(id, 'response')),
    'a FIFO': ({ id }) => makeFifo(queue.file(id, 'response')),
    'a directory': ({ id }) => mkdirSync(queue.file(id, 'response')),
    'a file that everybody may write': ({ id }) => {
      const path = elsewhere(id, approval(id));
      chmodSync(path, 0o666);
      renameSync(path, queue.file(id, 'response'));
    },
  };
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    cases['a foreign uid'] = ({ id }) => {
      const path = elsewhere(id, approval(id));
      chownSync(path, 54_321, 54_321);
      renameSync(path, queue.file(id, 'response'));
    };
  } else {
    console.warn('skipped: a response of a foreign uid (only root can make one)');
  }

  for (const [what, plant] of Object.entries(cases)) {
    it(`S10 C3: ${what} ends in malformed_response at once`, async () => {
      upstream.forget();
      const pending = request(gateway, API, { body: githubToken() });
      const proposal = await queue.next();
      plant(proposal);
      const refused = expectRefused(await pending, 'token_detected', 'malformed_response');
      expect(refused.proposal).toBe(proposal.id);
      const archived = await queue.closed(proposal.id);
      expect(archived.outcome.reason).toBe('malformed');
      expect(archived.proposal.equals(proposal.raw)).toBe(true);
      expect(
        queue
          .processed()
          .filter((name) => name.startsWith(proposal.id))
          .sort(),
      ).toEqual(['outcome', 'proposal', 'response'].map((kind) => `${proposal.id}.${kind}.json`));
      await expectOnlyACleanOne(world);
    });
  }

  it('S10 Q22 C5: an edited proposal file has no effect but on a digest that names it', async () => {
    upstream.forget();
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    writeFileSync(
      queue.file(proposal.id, 'proposal'),
      proposal.raw.toString('utf8').replace(API, 'harmless.example'),
    );
    queue.approve(proposal.id, { digest: queue.read(proposal.id).digest });
    expectRefused(await pending, 'token_detected', 'malformed_response');
    await expectOnlyACleanOne(world);
  });

  const warned = (event: string, id: string) =>
    gateway.process.shows(`the warning ${event}`, () =>
      gateway.logs().find((line) => line.event === event && line.proposal === id && line.level === 'warn'),
    );

  it('Q7: the log warns of an answer that is none, by its proposal and in words of our own', async () => {
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await queue.next();
    queue.write(id, approval(id, { status: 'approve-this-canary' }));
    expectRefused(await pending, 'token_detected', 'malformed_response');
    const { detail } = await warned('answer_malformed', id);
    expect(detail).toMatch(/\w/);
    expect(JSON.stringify(gateway.logs())).not.toContain('approve-this-canary');
  });

  it('Q22: the log warns of a proposal that somebody changed', async () => {
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await queue.next();
    writeFileSync(queue.file(id, 'proposal'), '{}');
    queue.reject(id);
    expectRefused(await pending, 'token_detected', 'rejected');
    expect(await warned('proposal_altered', id)).toMatchObject({ detail: 'changed' });
  });

  it('Q15: the log warns of what cannot be archived', async () => {
    const second = await startWorld(stage);
    const pending = request(second.gateway, API, { body: githubToken() });
    const { id } = await second.gateway.queue.next();
    const archive = join(second.gateway.queue.path, 'processed');
    renameSync(archive, `${archive}-moved`);
    writeFileSync(archive, 'in its place');
    second.gateway.queue.reject(id);
    expectRefused(await pending, 'token_detected', 'rejected');
    await second.gateway.process.shows('the warning', () =>
      second.gateway.logs().find((line) => line.event === 'archive_failed' && line.level === 'warn'),
    );
    rmSync(archive);
    renameSync(`${archive}-moved`, archive);
  });

  it('Q6: a slow writer that completes its file in time is heard', async () => {
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    const whole = approval(proposal.id);
    writeFileSync(queue.file(proposal.id, 'response'), whole.slice(0, 20), { mode: 0o600 });
    writeFileSync(queue.file(proposal.id, 'response'), whole, { mode: 0o600 });
    expect((await pending).status).toBe(200);
  });

  it('Q3: a response that lies there for an unknown id is never honoured and disturbs nobody', async () => {
    queue.approve('z'.repeat(26));
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
  });
});

/** With its mode from the start: between two steps the gateway would archive it. */
function makeFifo(path: string): void {
  execFileSync('sh', ['-c', 'umask 077; exec mkfifo "$1"', 'sh', path]);
}
