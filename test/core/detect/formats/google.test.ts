import { GOOGLE } from '../../../../src/core/detect/formats/google.ts';
import { describeFormats } from './suite.ts';

describeFormats('Google', GOOGLE);
