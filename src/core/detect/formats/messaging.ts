import { looksRandom } from './checks.ts';
import { literal, row, run } from './rows.ts';

export const MESSAGING = [
  row({
    id: 'sendgrid-key',
    kind: 'SendGrid API key',
    vendor: 'Twilio SendGrid',
    anchors: ['SG.'],
    parts: [run('base64url', 22), literal('.'), run('base64url', 43)],
    nearMin: 38,
    source: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
  }),
  row({
    id: 'twilio-api-key',
    kind: 'Twilio API key',
    vendor: 'Twilio',
    anchors: Array.from('0123456789abcdef', (digit) => `SK${digit}`),
    parts: [run('hexLower', 31)],
    glue: 'word',
    exact: true,
    check: looksRandom,
    confidence: 'medium',
    source: 'https://www.twilio.com/docs/iam/api-keys',
  }),
  row({
    id: 'telegram-bot-token',
    kind: 'Telegram bot token',
    vendor: 'Telegram',
    anchors: ['api.telegram.org/bot'],
    anchorIsContext: true,
    parts: [run('digit', 8, 10), literal(':'), run('base64url', 35)],
    nearMin: 30,
    source: 'https://core.telegram.org/bots/api#authorizing-your-bot',
  }),
  row({
    id: 'discord-bot-token',
    kind: 'Discord bot token',
    vendor: 'Discord',
    // The first section is the base64 of a decimal user id; the scheme word is Discord's own.
    anchors: ['Bot M', 'Bot N', 'Bot O'],
    parts: [
      run('base64url', 22, 28),
      literal('.'),
      run('base64url', 6, 7),
      literal('.'),
      run('base64url', 27, 45),
    ],
    nearMin: 20,
    source: 'https://discord.com/developers/docs/reference#authentication',
  }),
  row({
    id: 'discord-webhook',
    kind: 'Discord webhook URL',
    vendor: 'Discord',
    anchors: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    anchorIsContext: true,
    parts: [run('digit', 17, 20), literal('/'), run('base64url', 60, 72)],
    nearMin: 40,
    source: 'https://discord.com/developers/docs/resources/webhook',
  }),
] as const;
