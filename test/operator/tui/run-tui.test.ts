import { afterEach, describe, expect, it } from 'vitest';
import type { SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import type { TuiClock } from '../../../src/operator/tui/clock.ts';
import { runTui, type TuiOptions } from '../../../src/operator/tui/run-tui.ts';
import { ENTER, LEAVE } from '../../../src/operator/tui/terminal/sequences.ts';
import type { Terminal } from '../../../src/operator/tui/terminal/terminal.ts';
import { createMemoryQueue } from '../../../src/queue/memory/memory-queue.ts';
import { Supervisor } from '../../../src/supervisor/supervisor.ts';
import { within } from '../../helpers/wait.ts';
import { NOW, proposal, startQueue } from '../../supervisor/proposals.ts';
import { SMALL } from './support/desk.ts';

/** Time that passes when a test says so. */
class HandClock implements TuiClock {
  #time = 0;
  readonly #waiting = new Set<{ readonly due: number; readonly callback: () => void }>();

  now(): Date {
    return new Date(NOW.getTime() + this.#time);
  }

  monotonic(): number {
    return this.#time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.#time + milliseconds, callback };
    this.#waiting.add(timer);
    return () => void this.#waiting.delete(timer);
  }

  pass(milliseconds: number): void {
    this.#time += milliseconds;
    for (const timer of [...this.#waiting]) {
      if (timer.due > this.#time) continue;
      this.#waiting.delete(timer);
      timer.callback();
    }
  }
}

/** A terminal that keeps what is written to it, and says when. */
class FakeTerminal implements Terminal {
  written = '';
  type: (text: string) => void = () => undefined;
  isListened = false;
  #wake: () => void = () => undefined;

  size() {
    return SMALL;
  }

  write(text: string): void {
    this.written += text;
    this.#wake();
  }

  listen(onInput: (text: string) => void): void {
    this.type = onInput;
    this.isListened = true;
  }

  ignore(): void {
    this.type = () => undefined;
    this.isListened = false;
  }

  onResize(): () => void {
    return () => undefined;
  }

  async shows(text: string): Promise<void> {
    const watching = async (): Promise<void> => {
      while (!this.written.includes(text)) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    };
    await within(`the terminal to be sent ${text}`, watching());
  }
}

function view(queue: SupervisorQueue, more: Partial<TuiOptions> = {}) {
  const [terminal, clock, over] = [new FakeTerminal(), new HandClock(), new AbortController()];
  const ended = runTui({
    supervisor: new Supervisor({ queue, now: () => NOW }),
    terminal,
    clock,
    operator: 'ada',
    allowedHosts: null,
    noColor: '1',
    bell: false,
    signal: over.signal,
    edit: async () => ({ kind: 'failed', reason: 'no editor' }),
    suspend: async () => undefined,
    ...more,
  });
  endings.push(() => over.abort());
  return { terminal, clock, over, ended };
}

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

async function queueWith(...numbers: readonly number[]) {
  const queue = createMemoryQueue();
  await startQueue(queue);
  for (const number of numbers) await queue.publish(proposal(number));
  return queue;
}

describe('the running view', () => {
  it('S14: answers the queue, and leaves the terminal when it is quit', async () => {
    const queue = await queueWith(1);
    const { terminal, clock, ended } = view(queue);
    await terminal.shows('api.example.com');
    for (const key of ['a', 'o', 'k', '\r']) {
      clock.pass(500);
      terminal.type(key);
    }
    await terminal.shows('Approved');
    expect((await queue.history({ limit: 1 }))[0]?.response).toMatchObject({
      notes: 'ok',
      decided_by: 'ada',
    });
    terminal.type('q');
    await within('the end', ended);
    expect(terminal.written.startsWith(ENTER)).toBe(true);
    expect(terminal.written.endsWith(LEAVE)).toBe(true);
    expect(terminal.isListened).toBe(false);
  });

  it('I8: an hour of seconds leaves nothing behind', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    endings.push(() => process.off('warning', note));
    const { terminal, clock, over, ended } = view(await queueWith(1));
    await terminal.shows('api.example.com');
    for (let second = 0; second < 3600; second++) clock.pass(1000);
    over.abort();
    await within('the end', ended);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });

  it('Q9: an escape is the Escape key after a moment, and a sequence is not', async () => {
    const { terminal, clock } = view(await queueWith(1));
    await terminal.shows('api.example.com');
    terminal.type('?');
    await terminal.shows('approve: asks');
    terminal.written = '';
    terminal.type('\x1b');
    clock.pass(50);
    await terminal.shows('api.example.com');
  });

  it('a paste without an end does not swallow the keyboard for ever', async () => {
    const { terminal, clock, ended } = view(await queueWith(1));
    await terminal.shows('api.example.com');
    terminal.type('\x1b[200~a\r');
    terminal.type('q');
    clock.pass(1000);
    await terminal.shows('Several keys came at once');
    terminal.type('q');
    await within('the end', ended);
  });

  it('gives the terminal to another program, and takes it back whole', async () => {
    let goOn: () => void = () => undefined;
    const suspend = () =>
      new Promise<void>((resolve) => {
        goOn = resolve;
      });
    const { terminal } = view(await queueWith(1), { suspend });
    await terminal.shows('api.example.com');
    terminal.type('\x1a');
    await terminal.shows(LEAVE);
    expect(terminal.isListened).toBe(false);
    terminal.written = '';
    goOn();
    await terminal.shows('api.example.com');
    expect(terminal.written.startsWith(ENTER)).toBe(true);
    expect(terminal.isListened).toBe(true);
  });

  it('R7: an unforeseen fault ends it, with the terminal left as it was', async () => {
    const queue = await queueWith(1);
    const broken = { ...queue, list: () => Promise.reject(new TypeError('x')) };
    Object.setPrototypeOf(broken, Object.getPrototypeOf(queue));
    const { terminal, ended } = view(broken);
    await expect(within('the end', ended)).rejects.toThrow(TypeError);
    expect(terminal.written.endsWith(LEAVE)).toBe(true);
  });
});
