/** What a suite counted. Every test is one; a suite that could not be loaded is a failed test too. */
export interface Count {
  passed: number;
  failed: number;
  /** Names of what failed, with a line or two that say why. */
  faults: string[];
}
export interface Suite {
  readonly name: string;
  readonly what: string;
  run(): Promise<Count>;
}
export const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
  faults: counts.flatMap(({ faults }) => faults),
});
export const verdict = (isRight: boolean, fault: string): Count =>
  isRight ? { passed: 1, failed: 0, faults: [] } : { passed: 0, failed: 1, faults: [fault] };
