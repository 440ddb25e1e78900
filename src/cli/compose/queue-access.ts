import { readFileSync } from 'node:fs';
import { usageError } from '../exit.ts';

export interface ResolvedAccess {
  readonly operatorUids: readonly number[];
  readonly group: number | null;
}

/** Turns `queue_access` into the numbers that the system compares: `self` is the user this process runs as. */
export function resolveAccess(access: {
  readonly operatorUids: readonly ('self' | number)[];
  readonly group: string | number | null;
}): ResolvedAccess {
  return {
    operatorUids: access.operatorUids.map((uid) => (uid === 'self' ? ownUid() : uid)),
    group: typeof access.group === 'string' ? groupId(access.group) : access.group,
  };
}

function ownUid(): number {
  const uid = process.geteuid?.();
  if (uid === undefined) throw usageError('this system knows no numeric users, which the file queue needs');
  return uid;
}

function groupId(name: string): number {
  const id = groupIdIn(readGroups(), name);
  if (id === null) throw usageError(`queue_access.group: there is no group ${name} on this system`);
  return id;
}

/** group(5): `name:password:id:members`, one a line. */
export function groupIdIn(groups: string, name: string): number | null {
  for (const line of groups.split('\n')) {
    const [entry, , id] = line.split(':');
    if (entry === name && id !== undefined && /^[0-9]+$/.test(id)) return Number(id);
  }
  return null;
}

function readGroups(): string {
  try {
    return readFileSync('/etc/group', 'utf8');
  } catch {
    return '';
  }
}
