import { InvalidArgumentError } from 'commander';

/** A whole number above zero, in plain digits. */
export function positiveInteger(text: string): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new InvalidArgumentError('It must be a whole number above zero.');
  return value;
}
