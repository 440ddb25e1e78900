import { SOCIAL } from '../../../../src/core/detect/formats/social.ts';
import { describeFormats } from './suite.ts';

describeFormats('social', SOCIAL);
