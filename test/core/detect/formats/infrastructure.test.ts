import { INFRASTRUCTURE } from '../../../../src/core/detect/formats/infrastructure.ts';
import { describeFormats } from './suite.ts';

describeFormats('infrastructure', INFRASTRUCTURE);
