import type { HoldCommand } from './hold-events.ts';

/** The order in which commands of one event are carried out: what protects stands first, what lets out stands last. */
const ORDER: readonly HoldCommand['type'][] = [
  'refuse',
  'close',
  'publish',
  'show_state',
  'rescan',
  'release',
  'wake',
];

/** Gathers the commands of one event. */
export class CommandBatch {
  readonly #commands: HoldCommand[] = [];

  add(command: HoldCommand): void {
    this.#commands.push(command);
  }

  /** In the fixed order; those of one type as they were added, each state shown once. */
  take(isStillMeant: (command: HoldCommand) => boolean): readonly HoldCommand[] {
    const shown = new Set<string>();
    const commands = this.#commands.splice(0).filter((command) => {
      if (!isStillMeant(command)) return false;
      if (command.type !== 'show_state') return true;
      if (shown.has(command.proposal)) return false;
      shown.add(command.proposal);
      return true;
    });
    return commands.sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type));
  }
}
