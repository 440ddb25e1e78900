import { PAYMENTS } from '../../../../src/core/detect/formats/payments.ts';
import { describeFormats } from './suite.ts';

describeFormats('payments', PAYMENTS);
