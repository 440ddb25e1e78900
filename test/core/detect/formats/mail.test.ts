import { MAIL } from '../../../../src/core/detect/formats/mail.ts';
import { describeFormats } from './suite.ts';

describeFormats('mail', MAIL);
