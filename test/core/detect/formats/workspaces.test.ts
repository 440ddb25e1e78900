import { WORKSPACES } from '../../../../src/core/detect/formats/workspaces.ts';
import { describeFormats } from './suite.ts';

describeFormats('workspaces', WORKSPACES);
