import { INFERENCE } from '../../../../src/core/detect/formats/inference.ts';
import { describeFormats } from './suite.ts';

describeFormats('inference', INFERENCE);
