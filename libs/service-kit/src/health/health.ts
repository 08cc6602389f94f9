export interface CheckResult {
  readonly status: 'up' | 'down';
  readonly message?: string;
}
export interface HealthReport {
  readonly status: 'ok' | 'error';
  readonly checks: Readonly<Record<string, CheckResult>>;
}
/** Resolves when the part works; rejects with what is wrong. */
export type Probe = () => Promise<unknown>;

const PROBE_LIMIT_MS = 1000;

async function limited(probe: Probe): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_LIMIT_MS} ms`)), PROBE_LIMIT_MS);
  });
  try {
    await Promise.race([probe(), limit]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', message: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** What a process needs in order to do its work, by name. Parts tell their state, or are asked when somebody looks. */
export class Health {
  private readonly states = new Map<string, CheckResult>();
  private readonly probes = new Map<string, Probe>();

  up(name: string, message?: string): void {
    this.states.set(name, { status: 'up', ...(message !== undefined && { message }) });
  }
  down(name: string, message: string): void {
    this.states.set(name, { status: 'down', message });
  }
  probe(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }
  forget(name: string): void {
    this.states.delete(name);
    this.probes.delete(name);
  }

  async report(): Promise<HealthReport> {
    const asked = await Promise.all(
      [...this.probes].map(async ([name, probe]) => [name, await limited(probe)] as const),
    );
    const checks = Object.fromEntries([...this.states, ...asked]);
    const isUp = Object.values(checks).every(({ status }) => status === 'up');
    return { status: isUp ? 'ok' : 'error', checks };
  }
}
