import type { Format } from '../format.ts';
import { AI_PLATFORMS } from './ai-platforms.ts';
import { ANTHROPIC } from './anthropic.ts';
import { AWS } from './aws.ts';
import { CLOUD } from './cloud.ts';
import { DATABASE_URLS } from './database-urls.ts';
import { GITHUB } from './github.ts';
import { GITLAB } from './gitlab.ts';
import { GOOGLE } from './google.ts';
import { JWT } from './jwt.ts';
import { MESSAGING } from './messaging.ts';
import { OPENAI } from './openai.ts';
import { PACKAGES } from './packages.ts';
import { PAYMENTS } from './payments.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { SAAS } from './saas.ts';
import { SLACK } from './slack.ts';
import { TELEGRAM } from './telegram.ts';

/** Every known format. A new one is a row in the file of its vendor, listed here. */
export const FORMATS: readonly Format[] = [
  ...OPENAI,
  ...ANTHROPIC,
  ...AI_PLATFORMS,
  ...GITHUB,
  ...GITLAB,
  ...AWS,
  ...GOOGLE,
  ...SLACK,
  ...PAYMENTS,
  ...PACKAGES,
  ...CLOUD,
  ...SAAS,
  ...MESSAGING,
  TELEGRAM,
  JWT,
  ...PRIVATE_KEYS,
  DATABASE_URLS,
];
