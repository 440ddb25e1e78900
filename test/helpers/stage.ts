import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** What a test file sets up and must take down again, in reverse order, whatever failed meanwhile. */
export class Stage {
  readonly #undo: Array<() => unknown> = [];

  defer(undo: () => unknown): void {
    this.#undo.push(undo);
  }

  /** A private folder that goes with the stage. */
  async folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'decant-e2e-'));
    this.defer(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  async strike(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
  }
}

/** The stage of one test file, struck after its last test. */
export function useStage(): Stage {
  const stage = new Stage();
  afterAll(() => stage.strike());
  return stage;
}
