import { createServer } from 'node:net';
import type { ListenAddress } from '../../core/policy/config.ts';

/**
 * Where the demo listens: at the usual place, or on a free port where that is taken, since the lines that it prints name
 * the port anyway. A configured gateway never moves: its clients know where it is.
 */
export async function demoListen(usual: ListenAddress): Promise<string> {
  const port = (await isFree(usual)) ? usual.port : 0;
  return `${usual.host}:${port}`;
}

function isFree({ host, port }: ListenAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
