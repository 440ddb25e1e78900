import { REGISTRIES } from '../../../../src/core/detect/formats/registries.ts';
import { describeFormats } from './suite.ts';

describeFormats('registries', REGISTRIES);
