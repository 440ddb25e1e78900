import type { NotifyFormat } from '../../core/policy/config.ts';
import type { Notice } from './notice.ts';

export interface Payload {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** A notice as a service takes it. */
export function payloadOf(notice: Notice, format: NotifyFormat): Payload {
  switch (format) {
    case 'json':
      return { body: JSON.stringify(notice), headers: JSON_TYPE };
    case 'slack':
      // docs.slack.dev, "Formatting message text": these three characters make links and mentions.
      return { body: JSON.stringify({ text: escapeSlack(sentenceOf(notice)) }), headers: JSON_TYPE };
    case 'discord':
      return {
        // docs.discord.com, "Allowed Mentions": an empty list means that nobody is called, whatever the text says.
        body: JSON.stringify({
          content: escapeMarkdown(sentenceOf(notice)),
          allowed_mentions: { parse: [] },
        }),
        headers: JSON_TYPE,
      };
    case 'ntfy':
      return {
        body: sentenceOf(notice),
        // docs.ntfy.sh/publish: 4 is high, a long vibration.
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          title: notice.event === 'proposed' ? 'Decant: an answer is needed' : 'Decant: closed',
          priority: notice.event === 'proposed' ? '4' : '2',
          tags: notice.event === 'proposed' ? 'lock' : 'unlock',
        },
      };
  }
}

/** What a person reads, without anything that has to be looked up first. */
export function sentenceOf(notice: Notice): string {
  return notice.event === 'proposed' ? proposedSentence(notice) : closedSentence(notice);
}

function proposedSentence(notice: Notice): string {
  const { proposal } = notice;
  return [
    `${notice.bottle ?? 'a bottle'}: ${subjectOf(notice)}.`,
    ...(proposal.new_destination ? ['WARNING: no approved value has gone there before.'] : []),
    ...(notice.waiting === null || notice.waiting === 0 ? [] : [waitingOf(notice, notice.waiting)]),
    `Look at it: decant proposals show ${proposal.id}`,
  ].join(' ');
}

function subjectOf({ proposal }: Notice): string {
  const { tool, kind, secret_name, host, method } = proposal;
  if (tool !== 'egress-token-allow') return `a proposal of ${tool ?? 'an unknown tool'} waits for an answer`;
  const what = secret_name === null ? `a value (${kind ?? 'a token'})` : `the secret ${secret_name}`;
  return `${what} wants to leave to ${host ?? 'an unknown host'}${method === null ? '' : ` (${method})`}`;
}

function waitingOf({ at, gives_up_at }: Notice, waiting: number): string {
  const requests = waiting === 1 ? '1 request waits' : `${waiting} requests wait`;
  if (gives_up_at === null) return `${requests}.`;
  const seconds = Math.max(0, Math.round((Date.parse(gives_up_at) - Date.parse(at)) / 1000));
  return `${requests}, the first gives up in ${seconds} s.`;
}

function closedSentence({ bottle, proposal, reason, status }: Notice): string {
  const end = status ?? reason ?? 'closed';
  const host = proposal.host === null ? '' : ` to ${proposal.host}`;
  return `${bottle ?? 'a bottle'}: proposal ${proposal.id}${host} ended: ${end}.`;
}

function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_~|<>[\]()#@:]/g, '\\$&');
}
