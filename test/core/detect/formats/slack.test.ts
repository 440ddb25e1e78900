import { describe, expect, it } from 'vitest';
import { SLACK } from '../../../../src/core/detect/formats/slack.ts';
import { describeFormats, kindsIn } from './suite.ts';

describeFormats('Slack', SLACK);

describe('Slack placeholders', () => {
  it('X15: are none', () => {
    expect(kindsIn('xoxb-your-token-here-your-token-here')).toEqual([]);
    expect(kindsIn('https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX')).toEqual(
      [],
    );
  });
});
