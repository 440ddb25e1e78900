import type { HoldSettings } from '../../core/approval/hold-settings.ts';
import type { Config } from '../../core/policy/config.ts';

/** The machine's settings, from where the configuration keeps them. */
export function holdSettings(config: Config, wired: boolean): HoldSettings {
  return { ...config.hold, heldBytes: config.limits.heldBytes, scope: config.safeTokens.scope, wired };
}
