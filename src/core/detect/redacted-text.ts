declare const redactedText: unique symbol;

/** Text in which every finding and every known secret is masked: the only text that may reach a log, a proposal or a message. */
export type RedactedText = string & { readonly [redactedText]: true };

/** The mask is fixed: it tells nothing of the value, not even its length (R4). */
export const MASK = '********';
