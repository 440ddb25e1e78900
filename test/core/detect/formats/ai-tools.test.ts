import { AI_TOOLS } from '../../../../src/core/detect/formats/ai-tools.ts';
import { describeFormats } from './suite.ts';

describeFormats('AI tools', AI_TOOLS);
