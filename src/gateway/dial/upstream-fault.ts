import type { UpstreamFault as UpstreamFaultCode } from '../../core/policy/refusal-body.ts';

export type { UpstreamFaultCode };

/** The cause is only its code: messages of DNS, TLS and HTTP errors quote remote text. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
  readonly code: UpstreamFaultCode;

  constructor(code: UpstreamFaultCode) {
    super(`upstream: ${code}`);
    this.code = code;
  }
}
