import { resolve } from 'node:path';
import { QueueError, type SupervisorQueue } from '../../core/approval/queue-port.ts';
import { queueDirectoryOf } from '../../core/policy/config-fields.ts';
import { createFileQueue } from '../../queue/file/file-queue.ts';
import { Supervisor } from '../../supervisor/supervisor.ts';
import type { QueueOptions } from '../command-options.ts';
import type { CliContext } from '../context.ts';
import { usageError } from '../exit.ts';
import { type Places, placesOf } from './places.ts';
import { resolveAccess } from './queue-access.ts';

export interface OpenSupervisor {
  readonly supervisor: Supervisor;
  /** Which hosts an approval may open; null where no configuration was named. */
  readonly allowedHosts: readonly string[] | null;
}

/** A supervisor over the queue that the user means: --queue, else SUPERVISE_QUEUE_DIR, else --config, else the starter's. */
export async function openSupervisor(options: QueueOptions, context: CliContext): Promise<OpenSupervisor> {
  const places = placesOf(options, context);
  const directory = directoryOf(options, places, context);
  const queue = createFileQueue({ directory, ...resolveAccess(places.queueAccess) });
  await assertUsable(queue, directory);
  return {
    supervisor: new Supervisor({ queue, now: () => context.now() }),
    allowedHosts: places.allowedHosts,
  };
}

function directoryOf(options: QueueOptions, places: Places, context: CliContext): string {
  if (options.queue !== undefined) {
    const path = queueDirectoryOf(options.queue);
    if (path === null) throw usageError('--queue is written file:PATH');
    return resolve(context.cwd, path);
  }
  if (places.queue === null) throw usageError('the configuration names no queue; use --queue file:PATH');
  return places.queue.directory;
}

/** One look, so that a wrong folder is told as such and not as an empty list. */
async function assertUsable(queue: SupervisorQueue, directory: string): Promise<void> {
  try {
    await queue.history({ limit: 1 });
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    if (error.code === 'gone') {
      throw usageError(
        `there is no queue at ${directory}`,
        'The gateway makes it when it starts; use --queue for another.',
      );
    }
    throw usageError(`the queue at ${directory} cannot be used: ${error.detail}`);
  }
}
