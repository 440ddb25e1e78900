import { randomUUID } from 'node:crypto';
import type { SupervisorQueue } from '../../core/approval/queue-port.ts';
import type { NotifyTarget } from '../../core/policy/config.ts';
import { isWebUrl } from '../../core/policy/notify-schema.ts';
import { Notifier, type Recipient } from '../../supervisor/notify/notifier.ts';
import { Supervisor } from '../../supervisor/supervisor.ts';
import type { CliContext } from '../context.ts';
import { usageError } from '../exit.ts';
import type { LoadedConfig } from './load-config.ts';
import type { LogLine } from './logger.ts';
import { readPrivateBytes, readPrivateFile } from './private-file.ts';

/** What `notify` names, read and checked before anything starts. */
export function recipientsOf(loaded: LoadedConfig, context: Pick<CliContext, 'env'>): readonly Recipient[] {
  return loaded.config.notify.map((target) => recipientOf(target, context));
}

function recipientOf(target: NotifyTarget, { env }: Pick<CliContext, 'env'>): Recipient {
  const { events, timeoutMs } = target;
  if (target.kind === 'command') return { kind: 'command', events, timeoutMs, argv: target.argv, env };
  const secret =
    target.secretFile === null ? null : readPrivateBytes(target.secretFile, 'notify.secret_file');
  return { kind: 'webhook', events, timeoutMs, url: urlOf(target.url), format: target.format, secret };
}

function urlOf(url: Extract<NotifyTarget, { readonly kind: 'webhook' }>['url']): string {
  if ('text' in url) return url.text;
  const text = readPrivateFile(url.file, 'notify.webhook_file').trim();
  if (isWebUrl(text)) return text;
  throw usageError(`notify.webhook_file: ${url.file} holds no https:// or http:// address`);
}

/** Tells of this bottle's questions until it is closed; null where nobody is to be told. */
export async function startNotifier(
  parts: {
    readonly recipients: readonly Recipient[];
    readonly bottle: string | null;
    readonly queue: SupervisorQueue | null;
    readonly log: (line: LogLine) => void;
  },
  context: Pick<CliContext, 'now'>,
): Promise<Notifier | null> {
  const { recipients, bottle, queue, log } = parts;
  if (recipients.length === 0 || bottle === null || queue === null) return null;
  const now = (): Date => context.now();
  const notifier = new Notifier({
    supervisor: new Supervisor({ queue, now }),
    bottle,
    recipients,
    newId: randomUUID,
    now,
    clock: {
      after(ms, run) {
        const timer = setTimeout(run, ms);
        timer.unref();
        return () => clearTimeout(timer);
      },
    },
    log: (notice) => log({ level: 'warn', ...notice }),
  });
  await notifier.begin();
  void notifier.run();
  return notifier;
}
