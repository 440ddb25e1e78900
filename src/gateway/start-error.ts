/** Why the gateway does not start. Closed list. */
export type StartErrorCode =
  | 'ca_not_usable'
  | 'ca_key_exposed'
  | 'ca_files_not_usable'
  | 'listen_failed'
  | 'control_not_usable'
  | 'already_running'
  | 'queue_not_usable'
  | 'unsafe_environment';

/** The message is our own sentence, with a path or an errno name at most: it may be shown as it is. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
