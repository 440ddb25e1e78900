import { CLOUDS } from '../../../../src/core/detect/formats/clouds.ts';
import { describeFormats } from './suite.ts';

describeFormats('other clouds', CLOUDS);
