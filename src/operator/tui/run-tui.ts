import type { Supervisor } from '../../supervisor/supervisor.ts';
import { safeLine } from '../safe-terminal-text.ts';
import type { TuiClock } from './clock.ts';
import { runEffect } from './effects.ts';
import { followQueue, type Untimed } from './feed.ts';
import { Keyboard } from './keyboard.ts';
import type { EditResult, Event } from './state/events.ts';
import { reduce } from './state/reduce.ts';
import { initialState, type State } from './state/state.ts';
import { Screen } from './terminal/screen.ts';
import type { Terminal } from './terminal/terminal.ts';
import { paletteFor } from './view/palette.ts';
import { createRenderer } from './view/render.tsx';

const TICK_MS = 1_000;

export interface TuiOptions {
  readonly supervisor: Pick<Supervisor, 'list' | 'watch' | 'decide' | 'history' | 'find'>;
  readonly terminal: Terminal;
  readonly clock: TuiClock;
  /** Who decides. */
  readonly operator: string;
  /** Host patterns that an approval may open; null where nobody knows them. */
  readonly allowedHosts: readonly string[] | null;
  readonly noColor: string | undefined;
  readonly bell: boolean;
  /** Ends the view from outside. */
  readonly signal: AbortSignal;
  edit(text: string): Promise<EditResult>;
  /** Stops the process as Ctrl-Z does elsewhere; resolves when it goes on. */
  suspend(): Promise<void>;
}

/** The terminal UI, until the person quits or `signal` aborts. Rejects on a fault; the terminal is restored in any case. */
export async function runTui(options: TuiOptions): Promise<void> {
  const tui = new Tui(options);
  await tui.run();
}

/** The edge: terminal, clock and queue on one side, the pure `reduce` on the other. */
class Tui {
  readonly #options: TuiOptions;
  readonly #screen: Screen;
  readonly #keyboard: Keyboard;
  readonly #over = new AbortController();
  #state: State;
  #show: (state: State) => void = () => undefined;
  #isDrawing = false;
  #cancelTick: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(options: TuiOptions) {
    const { terminal, clock } = options;
    this.#options = options;
    this.#screen = new Screen((text) => terminal.write(text));
    this.#keyboard = new Keyboard(clock, (input) => this.#dispatch({ kind: 'input', input }));
    this.#state = initialState({
      size: terminal.size(),
      now: clock.now().getTime(),
      at: clock.monotonic(),
      bell: options.bell,
    });
  }

  async run(): Promise<void> {
    const { terminal, supervisor, clock, signal, allowedHosts, operator, noColor } = this.#options;
    const end = (): void => this.#over.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    const unfollow = terminal.onResize(() => this.#dispatch({ kind: 'resized', size: terminal.size() }));
    const around = { palette: paletteFor(noColor), allowedHosts, operator: safeLine(operator, 24) };
    const renderer = createRenderer(around, this.#state, (frame) => this.#screen.show(frame));
    this.#show = (state) => renderer.show(state);
    this.#screen.enter();
    terminal.listen((text) => this.#keyboard.take(text));
    this.#tick();
    try {
      await Promise.race([
        followQueue(supervisor, clock, this.#over.signal, (event) => this.#dispatch(event)),
        new Promise<never>((_resolve, reject) => {
          this.#fail = reject;
        }),
        aborted(this.#over.signal),
      ]);
    } finally {
      end();
      this.#cancelTick();
      signal.removeEventListener('abort', end);
      unfollow();
      this.#keyboard.reset();
      terminal.ignore();
      renderer.end();
      this.#screen.leave();
    }
  }

  #dispatch(event: Untimed<Event>): void {
    if (this.#over.signal.aborted) return;
    try {
      const { state, effects } = reduce(this.#state, { ...event, at: this.#options.clock.monotonic() });
      this.#state = state;
      for (const effect of effects) this.#run(effect);
      this.#draw();
    } catch (error) {
      this.#fail(error);
    }
  }

  #run(effect: Parameters<typeof runEffect>[0]): void {
    const { supervisor, operator } = this.#options;
    switch (effect.kind) {
      case 'quit':
        this.#over.abort();
        return;
      case 'ring':
        this.#screen.ring();
        return;
      case 'repaint':
        this.#screen.repaint();
        return;
      case 'pause':
        this.#lend(() => this.#options.suspend());
        return;
      case 'edit':
        this.#lend(async () => {
          const result = await this.#options.edit(effect.text);
          this.#dispatch({ kind: 'edited', id: effect.id, result });
        });
        return;
      default:
        runEffect(effect, { supervisor, operator }).then(
          (event) => {
            if (event !== null) this.#dispatch(event);
          },
          (error) => this.#fail(error),
        );
    }
  }

  /** Another program has the terminal meanwhile. */
  #lend(work: () => Promise<void>): void {
    const { terminal } = this.#options;
    this.#keyboard.reset();
    terminal.ignore();
    this.#screen.leave();
    work().then(
      () => {
        if (this.#over.signal.aborted) return;
        this.#screen.enter();
        terminal.listen((text) => this.#keyboard.take(text));
        this.#dispatch({ kind: 'resized', size: terminal.size() });
        this.#dispatch({ kind: 'resumed' });
      },
      (error) => this.#fail(error),
    );
  }

  /** Several events in a row are one frame. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    setImmediate(() => {
      this.#isDrawing = false;
      if (this.#over.signal.aborted) return;
      try {
        this.#show(this.#state);
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Counts the seconds down. */
  #tick(): void {
    const { clock } = this.#options;
    this.#cancelTick = clock.after(TICK_MS, () => {
      this.#dispatch({ kind: 'tick', now: clock.now().getTime() });
      if (!this.#over.signal.aborted) this.#tick();
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
