import type { Policy } from '../policy.ts';

/** How long a side may take to answer a close frame, in milliseconds. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Settings of both sides: no compression, pings handed on and not answered, text checked for UTF-8. */
export function endpointOptions({ config }: Policy) {
  return {
    perMessageDeflate: false,
    autoPong: false,
    skipUTF8Validation: false,
    maxPayload: config.limits.websocketMessageBytes,
    maxFragments: 16_384,
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
}
