import { AI_PLATFORMS } from '../../../../src/core/detect/formats/ai-platforms.ts';
import { describeFormats } from './suite.ts';

describeFormats('AI platforms', AI_PLATFORMS);
