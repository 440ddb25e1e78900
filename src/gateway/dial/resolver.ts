import { lookup } from 'node:dns/promises';

/** All addresses of a host name, as IP literals. Rejects where there is none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** The system's resolver, in the system's order. */
export const systemResolve: Resolve = async (host) => {
  const answers = await lookup(host, { all: true, verbatim: true });
  return answers.map(({ address }) => address);
};
