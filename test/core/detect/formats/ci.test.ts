import { CI } from '../../../../src/core/detect/formats/ci.ts';
import { describeFormats } from './suite.ts';

describeFormats('build services', CI);
