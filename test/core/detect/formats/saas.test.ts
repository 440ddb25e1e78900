import { SAAS } from '../../../../src/core/detect/formats/saas.ts';
import { describeFormats } from './suite.ts';

describeFormats('saas', SAAS);
