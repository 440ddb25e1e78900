import { join } from 'node:path';
import type { ProposalId } from '../../../src/core/approval/proposal.ts';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import { createFileQueue } from '../../../src/queue/file/file-queue.ts';
import { startQueue } from '../../supervisor/proposals.ts';

export type TestQueue = GatewayQueue &
  SupervisorQueue & {
    /** Resolves once the answer to this proposal was heard and both were archived. */
    closed(id: ProposalId): Promise<void>;
  };

/** A queue in `.decant/queue` of a folder, with a gateway's side that closes what is answered. */
export async function startFileQueue(folder: string): Promise<TestQueue> {
  const queue = createFileQueue({
    directory: join(folder, '.decant', 'queue'),
    operatorUids: [process.geteuid?.() ?? 0],
    group: null,
  });
  return Object.assign(queue, { closed: await startQueue(queue) });
}
