import { HOSTING } from '../../../../src/core/detect/formats/hosting.ts';
import { describeFormats } from './suite.ts';

describeFormats('hosting', HOSTING);
