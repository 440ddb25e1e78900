import { describe, expect, it } from 'vitest';
import { TELEGRAM } from '../../../../src/core/detect/formats/telegram.ts';
import { ALNUM, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn } from './suite.ts';

describeFormats('Telegram', [TELEGRAM], {
  'telegram-bot-token-bare': (random) => `110201543:AA${randomText(random, 33, ALNUM)}`,
});

describe('bare Telegram tokens', () => {
  it('X15: a short number before the colon, or another length behind it, is none', () => {
    const tail = randomText(randomFrom(4), 33, ALNUM);
    expect(kindsIn(`token 1543:AA${tail}`)).toEqual([]);
    expect(kindsIn(`token 110201543:AA${tail}b`)).toEqual([]);
  });
});
