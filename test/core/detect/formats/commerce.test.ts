import { COMMERCE } from '../../../../src/core/detect/formats/commerce.ts';
import { BASE64, randomText } from './random.ts';
import { describeFormats } from './suite.ts';

describeFormats('commerce', COMMERCE, {
  'adyen-key': (random) => `AQE${randomText(random, 2, 'abcEJy')}hmf${randomText(random, 80, BASE64)}`,
});
