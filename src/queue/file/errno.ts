import { QueueError, type QueueErrorCode } from '../../core/approval/queue-port.ts';
import { codeOf } from '../../core/error-code.ts';

/** The errno name of a system error (`ENOSPC`), or `UNKNOWN`: never a message, which may hold a path. */
export function errnoOf(error: unknown): string {
  return error instanceof QueueError ? error.detail : codeOf(error);
}

/** The error itself if it is ours already, else one of this code with the errno name as its detail. */
export function queueError(code: QueueErrorCode, error: unknown): QueueError {
  return error instanceof QueueError ? error : new QueueError(code, errnoOf(error));
}
