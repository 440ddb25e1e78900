import type { Finding } from '../../core/detect/finding.ts';
import type { RedactedText } from '../../core/detect/redacted-text.ts';
import type { CanonicalRequest } from '../../core/http/request.ts';

/** Redacts the surroundings of findings of one request, in their order. */
export interface ContextSource {
  contextsOf(request: CanonicalRequest, findings: readonly Finding[]): readonly RedactedText[];
}

/**
 * The contexts of a held request's findings. The first question asks for those of its whole sight, so that a request
 * with dozens of findings is gone through once; only texts are kept.
 */
export class ContextBook {
  readonly #request: CanonicalRequest;
  #texts: ReadonlyMap<Finding, RedactedText | undefined> = new Map();

  constructor(request: CanonicalRequest) {
    this.#request = request;
  }

  of(finding: Finding, sight: readonly Finding[], source: ContextSource): RedactedText {
    const known = this.#texts.get(finding);
    if (known !== undefined) return known;
    const findings = sight.includes(finding) ? sight : [finding];
    const texts = source.contextsOf(this.#request, findings);
    this.#texts = new Map(findings.map((other, index) => [other, texts[index]]));
    const text = this.#texts.get(finding);
    if (text === undefined) throw new RangeError('a context for every finding expected');
    return text;
  }
}
