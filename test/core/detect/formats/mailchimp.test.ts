import { describe, expect, it } from 'vitest';
import { MAILCHIMP } from '../../../../src/core/detect/formats/mailchimp.ts';
import { HEX, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn } from './suite.ts';

describeFormats('Mailchimp', [MAILCHIMP], {
  'mailchimp-key': (random) => `${randomText(random, 32, HEX)}-us${1 + Math.floor(random() * 21)}`,
});

describe('what only ends like a Mailchimp key', () => {
  it('X15: is none', () => {
    const hash = randomText(randomFrom(1), 40, HEX);
    for (const text of [
      'en-us',
      'eu-us1',
      `${hash}-us1`,
      `${hash.slice(8)}-usage`,
      `${hash.slice(8)}-us123`,
    ]) {
      expect(kindsIn(text), text).toEqual([]);
    }
  });
});
