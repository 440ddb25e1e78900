/** Thrown inside the detector only: the input cost more than its budget. The scan turns it into `not_fully_inspected`. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
  constructor() {
    super('inspection budget spent');
  }
}

/** Units of work (about one byte looked at) against a budget: what keeps the scan linear whatever the input. */
export class Work {
  readonly limit: number;
  #spent = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get spent(): number {
    return this.#spent;
  }

  spend(units: number): void {
    this.#spent += units;
    if (this.#spent > this.limit) throw new BudgetSpent();
  }
}

/** A small input may be decoded many times over; a large one gets this many looks at each byte. */
const BASE_UNITS = 4_000_000;
const UNITS_PER_BYTE = 96;

export function workFor(inputBytes: number): Work {
  return new Work(BASE_UNITS + UNITS_PER_BYTE * inputBytes);
}
