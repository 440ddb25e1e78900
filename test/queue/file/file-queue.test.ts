import type { FileQueueOptions } from '../../../src/queue/file/file-queue.ts';
import { keyedQueueContract, type QueueUnderTest, queueContract } from '../contract.ts';
import { Place } from './temporary.ts';

async function queues(options: Partial<FileQueueOptions>): Promise<QueueUnderTest> {
  const place = new Place();
  return {
    gateway: place.queue(options),
    supervisor: place.queue(options),
    otherSupervisor: place.queue(options),
    successor: () => place.queue(options),
    dispose: () => place.end(),
  };
}

for (const watch of [true, false]) {
  queueContract(watch ? 'file' : 'file without events', () => queues({ watch }));
}
keyedQueueContract('file', (responseKey) => queues({ responseKey }));
