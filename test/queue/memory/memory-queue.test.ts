import { createMemoryQueue } from '../../../src/queue/memory/memory-queue.ts';
import { queueContract } from '../contract.ts';

queueContract('memory', async () => {
  const queue = createMemoryQueue();
  return {
    gateway: queue,
    supervisor: queue,
    otherSupervisor: queue,
    successor: () => queue,
    dispose: () => queue.stop(),
  };
});
