import { ANTHROPIC } from '../../../../src/core/detect/formats/anthropic.ts';
import { describeFormats } from './suite.ts';

describeFormats('anthropic', ANTHROPIC);
