import { createMemoryQueue, type MemoryQueueOptions } from '../../../src/queue/memory/memory-queue.ts';
import { keyedQueueContract, type QueueUnderTest, queueContract } from '../contract.ts';

async function queues(options: MemoryQueueOptions): Promise<QueueUnderTest> {
  const queue = createMemoryQueue(options);
  return {
    gateway: queue,
    supervisor: queue,
    otherSupervisor: queue,
    successor: () => queue,
    dispose: () => queue.stop(),
  };
}

queueContract('memory', () => queues({}));
keyedQueueContract('memory', (responseKey) => queues({ responseKey }));
