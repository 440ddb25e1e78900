import { render } from 'ink';
import type { State } from '../state/state.ts';
import { InkOutput } from '../terminal/ink-output.ts';
import { App, type Surroundings } from './app.tsx';

export interface Renderer {
  show(state: State): void;
  end(): void;
}

/** Turns states into frames: whole screens of text with SGR in them, rows divided by line feeds. */
export function createRenderer(
  around: Surroundings,
  first: State,
  onFrame: (frame: string) => void,
): Renderer {
  let hasEnded = false;
  const output = new InkOutput(first.size, (frame) => {
    // Where CI is set, Ink writes once more when it is taken down: no frame, and nobody's to see.
    if (!hasEnded) onFrame(frame);
  });
  const ink = render(<App state={first} around={around} />, {
    stdout: asWriteStream(output),
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
    isScreenReaderEnabled: false,
  });
  // A view that throws is a fault of ours: it must not leave an old screen that still takes keys.
  let fault: Error | null = null;
  ink.waitUntilExit().catch((error: Error) => {
    fault = error;
  });
  return {
    show(state) {
      if (fault !== null) throw fault;
      output.columns = state.size.columns;
      output.rows = state.size.rows;
      ink.rerender(<App state={state} around={around} />);
    },
    end() {
      hasEnded = true;
      ink.unmount();
    },
  };
}

/** Ink asks of its output what `InkOutput` has, though its types ask for a stream of the system. */
function asWriteStream(output: InkOutput): NodeJS.WriteStream {
  return output as unknown as NodeJS.WriteStream;
}
