import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Proposal, serialiseProposal, type Tool } from '../../../src/core/approval/proposal.ts';
import { anAnswer, aProposal } from '../samples.ts';
import { Place } from './temporary.ts';

let place: Place;

beforeEach(async () => {
  place = new Place();
  const gateway = place.queue();
  await gateway.start('demo', {
    answered: () => undefined,
    malformed: () => undefined,
    failed: () => undefined,
  });
});
afterEach(() => place.end());

/** As another daemon of the bottle asks. */
function asked(tool: Tool): Proposal {
  const proposal = aProposal({ tool });
  writeFileSync(place.open(`${proposal.id}.proposal.json`), serialiseProposal(proposal), { mode: 0o600 });
  return proposal;
}

function ago(proposal: Proposal, seconds: number): void {
  const at = Date.now() / 1000 - seconds;
  utimesSync(place.open(`${proposal.id}.response.json`), at, at);
}

describe('S15 S17: an answer to another daemon’s proposal', () => {
  it.each(['gitleaks-allow', 'capability-block', 'allow', 'egress-block'] as const)(
    'S17: to %s lies in the queue until the daemon has had its time, and is archived then',
    async (tool) => {
      const proposal = asked(tool);
      const supervisor = place.queue();
      expect(await supervisor.respond(anAnswer(proposal.id))).toEqual({ kind: 'recorded' });
      expect(await supervisor.list()).toMatchObject([{ answered: true }]);
      expect(readdirSync(place.directory)).toContain(`${proposal.id}.response.json`);
      ago(proposal, 31);
      expect(await supervisor.list()).toEqual([]);
      expect(readdirSync(place.directory)).toEqual(['processed']);
      expect(await supervisor.history({ limit: 9 })).toMatchObject([
        { proposal: { id: proposal.id }, response: { status: 'approved' }, outcome: { reason: 'decided' } },
      ]);
    },
  );

  it('S15: one that is no answer is archived as malformed', async () => {
    const proposal = asked('gitleaks-allow');
    writeFileSync(place.open(`${proposal.id}.response.json`), '{"status":"yes"}', { mode: 0o600 });
    ago(proposal, 31);
    const supervisor = place.queue();
    expect(await supervisor.list()).toEqual([]);
    expect(await supervisor.history({ limit: 9 })).toMatchObject([{ outcome: { reason: 'malformed' } }]);
  });

  it('I5: the gateway’s own proposals are the gateway’s to archive, however old their answer is', async () => {
    const proposal = asked('egress-token-allow');
    const supervisor = place.queue();
    await supervisor.respond(anAnswer(proposal.id));
    ago(proposal, 3600);
    expect(await supervisor.list()).toMatchObject([{ answered: true }]);
  });

  it('what nobody answered stays, also past its time', async () => {
    asked('allow');
    expect(await place.queue().list()).toHaveLength(1);
  });
});
