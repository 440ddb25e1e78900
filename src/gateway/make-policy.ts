import type { KnownSecret } from '../core/detect/scanner.ts';
import { Scanner } from '../core/detect/scanner.ts';
import type { Config } from '../core/policy/config.ts';
import { trustOf } from './dial/trust.ts';
import type { Policy } from './policy.ts';

/** @throws StartError `ca_files_not_usable` */
export function makePolicy(config: Config, secrets: readonly KnownSecret[]): Policy {
  const { families } = config.detection;
  const { decodedBytes } = config.limits;
  return {
    config,
    scanner: new Scanner({ families, secrets, decodedBytes }),
    trust: trustOf(config.upstream.caFiles),
  };
}
