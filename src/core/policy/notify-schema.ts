import { z } from 'zod';
import { filePath } from './config-fields.ts';

/** What people can be told of. */
const NOTIFY_EVENTS = ['proposed', 'closed'] as const;
const NOTIFY_FORMATS = ['json', 'slack', 'discord', 'ntfy'] as const;

const MAX_ARGUMENTS = 64;

const webhookUrl = z.string().refine(isWebUrl, {
  error: 'expected an https:// or http:// address without a user name and password in it',
});

const events = z
  .array(z.enum(NOTIFY_EVENTS))
  .min(1)
  .default(['proposed'])
  .describe('proposed: somebody is asked. closed: a question ended, and how.');

const target = z.strictObject({
  webhook: webhookUrl.optional().describe('Where a POST goes to, without redirects.'),
  webhook_file: filePath
    .optional()
    .describe(
      'A file with that address, where the address is a secret; refused if group- or world-readable.',
    ),
  format: z
    .enum(NOTIFY_FORMATS)
    .optional()
    .describe(
      'json (the default): everything, for programs; the others: a sentence, as that service takes it.',
    ),
  secret_file: filePath
    .optional()
    .describe('Key of the HMAC-SHA256 that signs each POST; refused if group- or world-readable.'),
  command: z
    .array(z.string())
    .min(1)
    .max(MAX_ARGUMENTS)
    .optional()
    .describe('A program and its arguments, run without a shell; JSON comes on its standard input.'),
  timeout_seconds: z.number().positive().max(300).default(10).describe('Of one attempt.'),
  events,
});

type Target = z.output<typeof target>;

const WAYS = ['webhook', 'webhook_file', 'command'] as const;

/** `notify`: who is told when somebody has to answer. */
export const notifySchema = z
  .array(
    target.superRefine((entry, ctx) => {
      const problem = problemOf(entry);
      if (problem !== null) ctx.addIssue({ code: 'custom', message: problem });
    }),
  )
  .default([])
  .describe('Who is told of questions. No notification carries a value, a path or a context.');

function problemOf(entry: Target): string | null {
  if (WAYS.filter((way) => entry[way] !== undefined).length !== 1) {
    return 'name exactly one of webhook, webhook_file and command';
  }
  if (entry.command !== undefined && (entry.format ?? entry.secret_file) !== undefined) {
    return 'format and secret_file belong to a webhook';
  }
  return entry.command?.some((argument) => argument.includes('\0')) === true ? 'not a command' : null;
}

/** Also for what stands in `webhook_file`. */
export function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}
