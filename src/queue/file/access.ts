import type { FileStat } from './file-system.ts';

/** Who may take part in a queue. */
export interface QueueAccess {
  readonly ownUid: number;
  /** Whose answers count. */
  readonly operatorUids: readonly number[];
  /** The group whose members may write here too, or null. */
  readonly group: number | null;
}

export function fileMode(access: QueueAccess): number {
  return access.group === null ? 0o600 : 0o640;
}

/** Of files that every operator adds to. */
export function sharedFileMode(access: QueueAccess): number {
  return access.group === null ? 0o600 : 0o660;
}

/** With a group, new files inherit it (set-group-ID), also those that people write by hand. */
export function directoryMode(access: QueueAccess): number {
  return access.group === null ? 0o700 : 0o2770;
}

export function isOperator(uid: number, access: QueueAccess): boolean {
  return access.operatorUids.includes(uid);
}

/** Ourselves or an operator: who may own the directory and ask questions in it. */
export function isPermitted(uid: number, access: QueueAccess): boolean {
  return uid === access.ownUid || isOperator(uid, access);
}

/** Why somebody who is no operator could change this object, or null. */
export function foreignWriters(stat: FileStat, access: QueueAccess): string | null {
  if ((stat.mode & 0o002) !== 0) return 'writable by everybody';
  if ((stat.mode & 0o020) !== 0 && stat.gid !== access.group)
    return 'writable by a group that is not configured';
  return null;
}
