import { isDeepStrictEqual } from 'node:util';

/** A list of named checks, run one after the other; one that fails does not stop the others. */
export class Checks {
  passed = 0;
  readonly faults: string[] = [];

  async check(name: string, test: () => Promise<void>): Promise<void> {
    const began = Date.now();
    try {
      await test();
      this.passed += 1;
      process.stdout.write(`  ✓ ${name} (${Date.now() - began} ms)\n`);
    } catch (error) {
      this.faults.push(`${name}: ${(error as Error).message}`);
      process.stdout.write(`  ✗ ${name}: ${(error as Error).stack}\n`);
    }
  }

  get report(): { passed: number; failed: number; faults: string[] } {
    return { passed: this.passed, failed: this.faults.length, faults: this.faults };
  }
}

export function same(found: unknown, wanted: unknown, what: string): void {
  if (!isDeepStrictEqual(found, wanted))
    throw new Error(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}
export function holds(claim: boolean, otherwise: string): void {
  if (!claim) throw new Error(otherwise);
}
