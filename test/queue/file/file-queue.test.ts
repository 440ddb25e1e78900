import { queueContract } from '../contract.ts';
import { Place } from './temporary.ts';

for (const watch of [true, false]) {
  queueContract(watch ? 'file' : 'file without events', async () => {
    const place = new Place();
    const options = { watch };
    return {
      gateway: place.queue(options),
      supervisor: place.queue(options),
      otherSupervisor: place.queue(options),
      successor: () => place.queue(options),
      dispose: () => place.end(),
    };
  });
}
