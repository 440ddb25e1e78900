import { expect, it } from 'vitest';
import { reasonToRefuse } from '../../../src/core/approval/admission.ts';
import { Holds } from '../../../src/core/approval/holds.ts';
import { Questions } from '../../../src/core/approval/questions.ts';
import { Rejections } from '../../../src/core/approval/rejections.ts';
import { A_HOST, holdId, proposalId, SETTINGS, valueKey, waiterOf } from './conversation.ts';

function house() {
  return {
    settings: SETTINGS,
    holds: new Holds(),
    questions: new Questions(),
    rejections: new Rejections(),
    stopped: false,
    now: 0,
  };
}

function applicant(...values: string[]) {
  const unapproved = values.map((value, index) => ({
    finding: { key: valueKey(value), detector: 'token_patterns', approvable: value !== 'Z' } as const,
    freshId: proposalId(`p${index}`),
  }));
  return { held: null, destination: A_HOST, bytes: 10, unapproved };
}

it('admits what can be asked for', () => {
  expect(reasonToRefuse(applicant('A', 'B'), house())).toBeNull();
});

it('I3: the graver reason comes first, whatever else holds too', () => {
  const all = { ...house(), stopped: true, settings: { ...SETTINGS, wired: false, maxHeld: 0 } };
  all.rejections.remember(valueKey('A'), A_HOST, { proposal: proposalId('old'), until: 1 });
  expect(reasonToRefuse(applicant('A', 'Z'), all)?.outcome).toBe('shutdown');
  expect(reasonToRefuse(applicant('A', 'Z'), { ...all, stopped: false })?.outcome).toBe('not_approvable');
  expect(reasonToRefuse(applicant('A'), { ...all, stopped: false })?.outcome).toBe('no_supervisor');
  const wired = { ...all, stopped: false, settings: { ...SETTINGS, maxHeld: 0 } };
  expect(reasonToRefuse(applicant('B', 'A'), wired)).toMatchObject({ outcome: 'rejected', proposal: 'old' });
  expect(reasonToRefuse(applicant('B'), wired)?.outcome).toBe('queue_full');
});

it('Q16: who is held already needs no second place', () => {
  const full = { ...house(), settings: { ...SETTINGS, maxHeld: 1, heldBytes: 10 } };
  const held = full.holds.add({
    id: holdId('h1'),
    destination: A_HOST,
    bytes: 10,
    waiter: waiterOf('h1'),
    deadline: 1,
  });
  expect(reasonToRefuse(applicant('A'), full)?.outcome).toBe('queue_full');
  expect(reasonToRefuse({ ...applicant('A'), held }, full)).toBeNull();
});

it('Q3: an id that is missing or taken is no id to publish with', () => {
  const taken = house();
  taken.questions.open({
    id: proposalId('p0'),
    key: valueKey('B'),
    destination: A_HOST,
    expiresAt: 1,
    scope: 'host',
  });
  expect(reasonToRefuse(applicant('A'), taken)?.outcome).toBe('queue_error');
  expect(reasonToRefuse(applicant('B'), taken)).toBeNull();
  const unnamed = applicant('A').unapproved.map((item) => ({ ...item, freshId: undefined }));
  expect(reasonToRefuse({ ...applicant(), unapproved: unnamed }, house())?.outcome).toBe('queue_error');
});
