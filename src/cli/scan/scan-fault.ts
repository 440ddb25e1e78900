/** Why a file was not, or not wholly, looked through: an errno name or our own words. */
export class ScanFault extends Error {
  override readonly name = 'ScanFault';
  readonly fault: string;

  constructor(fault: string) {
    super(fault);
    this.fault = fault;
  }
}
