import { describe, expect, it } from 'vitest';
import { OPENAI } from '../../../../src/core/detect/formats/openai.ts';
import { HEX, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn } from './suite.ts';

const compatible = (random: () => number): string => `sk-${randomText(random, 32, HEX)}`;

describeFormats('OpenAI', OPENAI, { 'openai-compatible-key': compatible });

describe('keys that begin with sk-', () => {
  it('S2: 32 hexadecimal digits are a compatible vendor and not also OpenAI', () => {
    expect(kindsIn(compatible(randomFrom(2)))).toEqual(['API key of an OpenAI-compatible vendor']);
  });

  it('X15: class names, placeholders and words are none', () => {
    for (const text of [
      'sk-...',
      '.sk-circle-fade-dot-12',
      'sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'sk-proj-your-openai-api-key-here',
      'task-abcdefghijklmnopqrstuvwxyz012345',
      'sk-getSomeVeryLongPropertyNameOfThis',
    ]) {
      expect(kindsIn(text), text).toEqual([]);
    }
  });
});
