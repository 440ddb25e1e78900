import type { Lookup, Supervisor } from '../../supervisor/supervisor.ts';
import { SHORTEST_PREFIX } from '../../supervisor/supervisor.ts';
import { negativeAnswer, usageError } from '../exit.ts';

type Found = Extract<Lookup, { readonly kind: 'open' | 'archived' }>;

/** The proposal that the user means, or the message that says why there is none. */
export async function findProposal(supervisor: Supervisor, id: string): Promise<Found> {
  const lookup = await supervisor.find(id);
  switch (lookup.kind) {
    case 'open':
    case 'archived':
      return lookup;
    case 'too_short':
      throw usageError(`an id needs its first ${SHORTEST_PREFIX} characters at least`);
    case 'ambiguous':
      throw usageError('several proposals begin like this:', ...lookup.ids.map((one) => `  ${one}`));
    case 'unknown':
      throw negativeAnswer(`no proposal with the id ${id}`);
  }
}
