/** As the system, Node and its libraries write them: `ECONNRESET`, `ERR_INVALID_ARG_TYPE`, `Z_DATA_ERROR`. */
const CODE = /^(?:E[A-Z0-9]{2,20}|[A-Z]{1,10}(?:_[A-Z0-9]{1,20}){1,8})$/;

/** The code of a foreign error, `UNKNOWN` where it has none of that form: the only part of it that may be told (R7). */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'UNKNOWN';
  const { code } = error;
  return typeof code === 'string' && CODE.test(code) ? code : 'UNKNOWN';
}
