import { MIN_KEY_BYTES } from '../../core/approval/response-mac.ts';
import { usageError } from '../exit.ts';
import { readPrivateBytes } from './private-file.ts';

const SETTING = 'hold.response_key_file';

/** The key is the file's bytes, all of them. Messages name the file, never its content. */
export function readResponseKey(path: string | null): Buffer | null {
  if (path === null) return null;
  const key = readPrivateBytes(path, SETTING);
  if (key.length >= MIN_KEY_BYTES) return key;
  throw usageError(
    `${SETTING}: ${path} holds fewer than ${MIN_KEY_BYTES} bytes (openssl rand -hex 32 makes a key)`,
  );
}
