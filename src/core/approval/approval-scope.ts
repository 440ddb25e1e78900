import type { Question } from './questions.ts';
import type { Response } from './response.ts';
import type { SafeToken } from './safe-tokens.ts';

/**
 * What an approval makes safe: no more than the proposal said, no more than the setting of this moment says, no more
 * than the answer says (I6). Its time counts from the answer.
 */
export function approvalOf(
  question: Question,
  response: Response,
  setting: 'bottle' | 'host',
  now: number,
): SafeToken {
  const { host_only, ttl_seconds, uses } = response.scope ?? {};
  const onlyHere = host_only === true || question.scope === 'host' || setting === 'host';
  return {
    key: question.key,
    destination: onlyHere ? question.destination : null,
    approvedAt: now,
    expiresAt: ttl_seconds === undefined ? null : now + ttl_seconds * 1000,
    usesLeft: uses ?? null,
    proposal: question.id,
  };
}
