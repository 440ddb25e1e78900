import type { Format } from '../format.ts';
import { AI_PLATFORMS } from './ai-platforms.ts';
import { AI_TOOLS } from './ai-tools.ts';
import { ANTHROPIC } from './anthropic.ts';
import { APPS } from './apps.ts';
import { AWS } from './aws.ts';
import { AZURE, AZURE_SAS } from './azure.ts';
import { CI } from './ci.ts';
import { CLOUD } from './cloud.ts';
import { CLOUDS } from './clouds.ts';
import { COMMERCE } from './commerce.ts';
import { DATABASE_URLS, WEB_URL_PASSWORD } from './database-urls.ts';
import { GITHUB } from './github.ts';
import { GITLAB } from './gitlab.ts';
import { GOOGLE } from './google.ts';
import { HOSTING } from './hosting.ts';
import { IBAN } from './iban.ts';
import { INFERENCE } from './inference.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { JWT } from './jwt.ts';
import { KEY_FIELDS } from './key-fields.ts';
import { MAIL } from './mail.ts';
import { MAILCHIMP } from './mailchimp.ts';
import { MESSAGING } from './messaging.ts';
import { NEW_RELIC_LICENCE } from './newrelic.ts';
import { OBSERVABILITY } from './observability.ts';
import { OPENAI } from './openai.ts';
import { PACKAGES } from './packages.ts';
import { PAYMENT_CARDS } from './payment-cards.ts';
import { PAYMENTS } from './payments.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { REGISTRIES } from './registries.ts';
import { SAAS } from './saas.ts';
import { SLACK } from './slack.ts';
import { SOCIAL } from './social.ts';
import { TELEGRAM } from './telegram.ts';
import { WALLETS } from './wallets.ts';
import { WORKSPACES } from './workspaces.ts';

/** Every known format. A new one is a row in the file of its subject; a new file is listed here. */
export const FORMATS: readonly Format[] = [
  ...OPENAI,
  ...ANTHROPIC,
  ...AI_PLATFORMS,
  ...INFERENCE,
  ...AI_TOOLS,
  ...GITHUB,
  ...GITLAB,
  ...WORKSPACES,
  ...CI,
  ...PACKAGES,
  ...REGISTRIES,
  ...AWS,
  ...GOOGLE,
  ...AZURE,
  AZURE_SAS,
  ...CLOUD,
  ...CLOUDS,
  ...HOSTING,
  ...INFRASTRUCTURE,
  ...OBSERVABILITY,
  NEW_RELIC_LICENCE,
  ...SLACK,
  ...MESSAGING,
  ...SOCIAL,
  ...MAIL,
  MAILCHIMP,
  TELEGRAM,
  ...PAYMENTS,
  ...COMMERCE,
  ...SAAS,
  ...APPS,
  JWT,
  ...PRIVATE_KEYS,
  ...KEY_FIELDS,
  DATABASE_URLS,
  WEB_URL_PASSWORD,
  PAYMENT_CARDS,
  IBAN,
  ...WALLETS,
];
