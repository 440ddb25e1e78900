import { APPS } from '../../../../src/core/detect/formats/apps.ts';
import { describeFormats } from './suite.ts';

describeFormats('applications', APPS);
