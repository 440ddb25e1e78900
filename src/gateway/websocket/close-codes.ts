/** RFC 6455, 7.4.1, and the registry of IANA for 1014. */
export const CLOSE = {
  goingAway: 1001,
  protocolError: 1002,
  noStatus: 1005,
  abnormal: 1006,
  notUtf8: 1007,
  policy: 1008,
  tooBig: 1009,
  badGateway: 1014,
} as const;

/** The code with which a fault of the parser ends both sides. */
export function closeCodeOf(fault: string): number {
  switch (fault) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return CLOSE.tooBig;
    case 'WS_ERR_INVALID_UTF8':
      return CLOSE.notUtf8;
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return CLOSE.policy;
    default:
      return CLOSE.protocolError;
  }
}
