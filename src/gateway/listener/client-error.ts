/** The answer to what Node's parser refused. */
export interface ClientFault {
  readonly status: 400 | 408 | 413 | 431;
  readonly problem: string;
}

/** Null where nobody is left to answer. */
export function clientFaultOf(code: string): ClientFault | null {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, problem: 'header_too_large' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, problem: 'chunk_extensions' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, problem: 'timeout' };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ETIMEDOUT':
    case 'HPE_INVALID_EOF_STATE':
      return null;
    default:
      return { status: 400, problem: 'malformed' };
  }
}
