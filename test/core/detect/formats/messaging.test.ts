import { MESSAGING } from '../../../../src/core/detect/formats/messaging.ts';
import { describeFormats } from './suite.ts';

describeFormats('messaging', MESSAGING);
