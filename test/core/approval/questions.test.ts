import { expect, it } from 'vitest';
import { Holds } from '../../../src/core/approval/holds.ts';
import { Questions, stateOfQuestion } from '../../../src/core/approval/questions.ts';
import { A_HOST, B_HOST, holdId, proposalId, valueKey, waiterOf } from './conversation.ts';

const A = valueKey('A');
const holds = new Holds();
const [one, two] = ['h1', 'h2'].map((name) =>
  holds.add({ id: holdId(name), destination: A_HOST, bytes: 1, waiter: waiterOf(name), deadline: 1 }),
);

function open(questions: Questions, id: string, destination = A_HOST) {
  return questions.open({ id: proposalId(id), key: A, destination, expiresAt: 1, scope: 'host' });
}

it('finds a question by id, by value, and by value and destination', () => {
  const questions = new Questions();
  const [here, there] = [open(questions, 'p1'), open(questions, 'p2', B_HOST)];
  expect(questions.find(A, B_HOST)).toBe(there);
  expect(questions.withValue(A)).toEqual([here, there]);
  questions.remove(here);
  expect([questions.find(A, A_HOST), questions.get(here.id), questions.size]).toEqual([null, null, 1]);
  expect(questions.withValue(A)).toEqual([there]);
});

it('counts a request once, and keeps the count when it leaves', () => {
  if (one === undefined || two === undefined) throw new Error('two holds were made');
  const questions = new Questions();
  const question = open(questions, 'p1');
  expect([one, two, one].map((hold) => questions.join(question, hold))).toEqual([true, true, false]);
  expect(stateOfQuestion(question)).toEqual({ waiters: [waiterOf('h1'), waiterOf('h2')], requests: 2 });
  questions.leave(question, one);
  expect(one.questions.size).toBe(0);
  expect(stateOfQuestion(question)).toEqual({ waiters: [waiterOf('h2')], requests: 2 });
  expect(questions.remove(question)).toEqual([two]);
  expect(two.questions.size).toBe(0);
});
