import { describe, expect, it } from 'vitest';
import { Outbox, type OutboxNotice } from '../../../src/supervisor/notify/outbox.ts';
import type { Delivery } from '../../../src/supervisor/notify/webhook.ts';

/** What is delivered, and how, is in the hands of the test. */
class Scene {
  readonly attempts: number[] = [];
  readonly pauses: number[] = [];
  readonly notices: OutboxNotice[] = [];
  readonly #answers: ((delivery: Delivery) => void)[] = [];
  #alarm: (() => void) | null = null;
  readonly outbox = new Outbox<number>({
    deliver: (item) => {
      this.attempts.push(item);
      return new Promise((resolve) => this.#answers.push(resolve));
    },
    clock: {
      after: (ms, run) => {
        this.pauses.push(ms);
        this.#alarm = run;
        return () => {
          this.#alarm = null;
        };
      },
    },
    log: (notice) => this.notices.push(notice),
  });

  async answer(delivery: Delivery): Promise<void> {
    this.#answers.shift()?.(delivery);
    await settled();
  }

  async passTime(): Promise<void> {
    this.#alarm?.();
    await settled();
  }

  get isWaiting(): boolean {
    return this.#alarm !== null;
  }
}

/** Everything that is only waiting for promises has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const AGAIN: Delivery = { kind: 'again', code: 'status_503' };

describe('an outbox', () => {
  it('delivers one after the other, in their order', async () => {
    const scene = new Scene();
    for (const item of [1, 2, 3]) scene.outbox.put(item);
    expect(scene.attempts).toEqual([1]);
    await scene.answer({ kind: 'delivered' });
    await scene.answer({ kind: 'delivered' });
    expect(scene.attempts).toEqual([1, 2, 3]);
  });

  it('tries again what may work later, with growing pauses, and gives up in the end', async () => {
    const scene = new Scene();
    scene.outbox.put(1);
    for (let attempt = 0; attempt < 6; attempt++) {
      await scene.answer(AGAIN);
      await scene.passTime();
    }
    expect(scene.pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(scene.attempts).toEqual([1, 1, 1, 1, 1, 1]);
    expect(scene.notices).toEqual([{ event: 'notify_failed', code: 'status_503' }]);
    scene.outbox.put(2);
    expect(scene.attempts.at(-1)).toBe(2);
  });

  it('does not insist where it was refused', async () => {
    const scene = new Scene();
    scene.outbox.put(1);
    await scene.answer({ kind: 'refused', code: 'status_404' });
    expect(scene.pauses).toEqual([]);
    expect(scene.notices).toEqual([{ event: 'notify_failed', code: 'status_404' }]);
  });

  it('I8 Q16: keeps a bounded number; the oldest goes first, and that is told', async () => {
    const scene = new Scene();
    for (let item = 0; item < 100; item++) scene.outbox.put(item);
    expect(scene.notices).toHaveLength(35);
    for (let item = 0; item < 100; item++) await scene.answer({ kind: 'delivered' });
    expect(scene.attempts).toHaveLength(65);
    expect(scene.attempts.at(-1)).toBe(99);
  });

  it('ends when it is closed, also while it waits to try again', async () => {
    const scene = new Scene();
    scene.outbox.put(1);
    scene.outbox.put(2);
    await scene.answer(AGAIN);
    expect(scene.isWaiting).toBe(true);
    scene.outbox.close();
    await settled();
    expect(scene.isWaiting).toBe(false);
    scene.outbox.put(3);
    expect(scene.attempts).toEqual([1]);
  });
});
