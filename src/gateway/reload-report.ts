import type { Config } from '../core/policy/config.ts';

export interface ReloadReport {
  /** Settings that changed and act only after a restart; everything else acts already. */
  readonly restartNeeded: readonly string[];
}

/** The settings that a running gateway cannot change. */
export function restartNeeded(old: Config, next: Config): readonly string[] {
  const fixed: readonly (readonly [string, (config: Config) => unknown])[] = [
    ['bottle', ({ bottle }) => bottle],
    ['queue', ({ queue }) => queue],
    ['listen', ({ listen }) => listen],
    ['control', ({ control }) => control],
    ['ca', ({ ca }) => ca],
    ['queue_access', ({ queueAccess }) => queueAccess],
    ['notify', ({ notify }) => notify],
    ['hold.response_key_file', ({ hold }) => hold.responseKeyFile],
    ['limits.header_bytes', ({ limits }) => limits.headerBytes],
  ];
  return fixed
    .filter(([, read]) => JSON.stringify(read(old)) !== JSON.stringify(read(next)))
    .map(([name]) => name);
}
