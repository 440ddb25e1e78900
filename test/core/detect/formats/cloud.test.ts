import { CLOUD } from '../../../../src/core/detect/formats/cloud.ts';
import { describeFormats } from './suite.ts';

describeFormats('hosted infrastructure', CLOUD);
