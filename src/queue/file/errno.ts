import { QueueError, type QueueErrorCode } from '../../core/approval/queue-port.ts';

/** The errno name of a system error (`ENOSPC`), or `UNKNOWN`: never a message, which may hold a path. */
export function errnoOf(error: unknown): string {
  if (error instanceof QueueError) return error.detail;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : 'UNKNOWN';
}

/** The error itself if it is ours already, else one of this code with the errno name as its detail. */
export function queueError(code: QueueErrorCode, error: unknown): QueueError {
  return error instanceof QueueError ? error : new QueueError(code, errnoOf(error));
}
