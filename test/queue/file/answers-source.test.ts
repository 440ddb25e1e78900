import { expect, it } from 'vitest';
import { QueueError } from '../../../src/core/approval/queue-port.ts';
import { type AnswerSource, Answers } from '../../../src/queue/file/answers.ts';
import type { ReadAnswer } from '../../../src/queue/file/entries.ts';
import { anAnswer, freshId } from '../samples.ts';
import { ManualClock } from './manual-clock.ts';

const DIGEST = '0'.repeat(64);

interface Fake extends AnswerSource {
  readonly told: string[];
  reads: number;
  next: () => Promise<ReadAnswer>;
}

function aSource(verify: () => Promise<void> = () => Promise.resolve()): Fake {
  const told: string[] = [];
  return {
    clock: new ManualClock(),
    told,
    reads: 0,
    next: () => Promise.resolve({ kind: 'absent' }),
    read() {
      this.reads++;
      return this.next();
    },
    verify,
    answered: () => void told.push('answered'),
    malformed: () => void told.push('malformed'),
    failed: (error) => void told.push(`failed ${error.code}`),
  };
}

it('Q14 C1: an answer that was read while another directory stood in place is not told', async () => {
  const source = aSource(() => Promise.reject(new QueueError('gone', 'another')));
  const id = freshId();
  source.next = () => Promise.resolve({ kind: 'answer', response: anAnswer(id) });
  const answers = new Answers(source);
  answers.add(id, DIGEST);
  await answers.lookAtAll();
  expect(source.told).toEqual(['failed gone']);
});

it('Q6: one look-up of an id runs at a time, and a request meanwhile is not lost', async () => {
  const source = aSource();
  const id = freshId();
  let finish: (answer: ReadAnswer) => void = () => undefined;
  source.next = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  const answers = new Answers(source);
  answers.add(id, DIGEST);
  for (let request = 0; request < 5; request++) answers.look(id);
  expect(source.reads).toBe(1);
  source.next = () => Promise.resolve({ kind: 'answer', response: anAnswer(id) });
  finish({ kind: 'absent' });
  await answers.lookAtAll();
  expect(source.told).toEqual(['answered']);
  expect(source.reads).toBe(2);
});

it('I5: once removed, nothing is told, not even what was being read', async () => {
  const source = aSource();
  const id = freshId();
  let finish: (answer: ReadAnswer) => void = () => undefined;
  source.next = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  const answers = new Answers(source);
  answers.add(id, DIGEST);
  const removed = answers.remove(id);
  finish({ kind: 'answer', response: anAnswer(id) });
  await removed;
  expect(source.told).toEqual([]);
  answers.look(id);
  expect(source.reads).toBe(1);
});
