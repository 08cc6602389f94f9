import { transfer } from '@globus/sdk';
import { jobSentence, type JobWord, unavailable } from '@scizoo/domain';
import { type GlobusAuth, GLOBUS_TIMEOUT_MS, type GlobusToken } from './globus-auth';
import { ConsentMissing, GlobusRefused } from './globus-refused';

export interface TransferItem {
  readonly source_path: string;
  readonly destination_path: string;
  readonly recursive: boolean;
}
export interface TransferOrder {
  readonly submissionId: string;
  readonly label: string;
  readonly source: string;
  readonly destination: string;
  readonly items: readonly TransferItem[];
}
export interface TaskState {
  readonly status: 'ACTIVE' | 'INACTIVE' | 'SUCCEEDED' | 'FAILED';
  readonly bytes: number;
  readonly files: number;
  readonly filesTotal: number;
  /** What Globus says of the latest trouble. */
  readonly trouble?: string;
}
const ALL = 'urn:globus:auth:scope:transfer.api.globus.org:all';
type Options = { readonly headers: Record<string, string> };
type Call = (options: Options) => Promise<Response>;

/**
 * The transfer service of Globus for the account of the facility, or `as` a person whose token it is given. Failures that
 * may pass are `unavailable`.
 */
export class GlobusClient {
  private readonly scopes = new Set([ALL]);
  private token?: GlobusToken;
  constructor(private readonly auth: GlobusAuth) {}

  /** Sent again with the same submission, an order is still one task. */
  async submissionId(as?: string): Promise<string> {
    const { value } = await this.ask<{ value: string }>((options) => transfer.taskSubmission.submissionId(options), as);
    return value;
  }
  /** @returns the id of the task. @throws GlobusRefused, ConsentMissing */
  async submit({ submissionId, label, source, destination, items }: TransferOrder, as?: string): Promise<string> {
    const payload = {
      DATA_TYPE: 'transfer' as const,
      submission_id: submissionId,
      source_endpoint: source,
      destination_endpoint: destination,
      label,
      sync_level: 3 as const,
      verify_checksum: true,
      preserve_timestamp: true,
      DATA: items.map((item) => ({ DATA_TYPE: 'transfer_item' as const, ...item })),
    };
    const submit = () =>
      this.ask<{ task_id: string }>((options) => transfer.taskSubmission.submitTransfer({ ...options, payload }), as);
    try {
      return (await submit()).task_id;
    } catch (error) {
      if (!(error instanceof ConsentMissing) || as !== undefined) throw error;
      // An account of its own gives its consent by asking for a token with it, where it may.
      const added = error.scopes.filter((scope) => !this.scopes.has(scope));
      for (const scope of added) this.scopes.add(scope);
      this.token = undefined;
      try {
        return (await submit()).task_id;
      } catch (again) {
        // What did not help is not asked for any more: orders to other places must not hang on it.
        for (const scope of added) this.scopes.delete(scope);
        this.token = undefined;
        throw refusedScope(again) ? error : again;
      }
    }
  }
  /** @throws ConsentMissing when the person's token has ended */
  async stateOf(taskId: string, as?: string): Promise<TaskState> {
    const task = await this.ask<Record<string, unknown>>((options) => transfer.task.get(taskId, options), as);
    return {
      status: task['status'] as TaskState['status'],
      bytes: Number(task['bytes_transferred'] ?? 0),
      files: Number(task['files_transferred'] ?? 0),
      filesTotal: Number(task['files'] ?? 0),
      ...(typeof task['nice_status'] === 'string' && { trouble: task['nice_status'] }),
    };
  }
  async cancel(taskId: string, as?: string): Promise<void> {
    await this.ask((options) => transfer.task.cancel(taskId, options), as);
  }

  private async ask<T>(call: Call, as?: string): Promise<T> {
    let answer = await this.once(call, as);
    if (answer.status === 401) {
      if (as !== undefined) throw new ConsentMissing([ALL]);
      this.token = undefined;
      answer = await this.once(call);
    }
    const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return body as T;
    if (body['code'] === 'ConsentRequired') throw new ConsentMissing((body['required_scopes'] ?? []) as string[]);
    const said: JobWord = { code: 'globusSays', values: { text: String(body['message'] ?? answer.status) } };
    if (answer.status >= 500 || answer.status === 429) throw unavailable(jobSentence(said));
    throw new GlobusRefused(String(body['code'] ?? answer.status), said);
  }
  private async once(call: Call, as?: string): Promise<Response> {
    const headers = { authorization: `Bearer ${as ?? (await this.accessToken())}` };
    return withinTime(call({ headers })).catch((error: unknown) => {
      throw unavailable('Globus does not answer', error);
    });
  }
  private async accessToken(): Promise<string> {
    if (!this.token || this.token.until <= Date.now()) this.token = await this.auth.tokenOfAccount([...this.scopes]);
    return this.token.text;
  }
}

/** Globus gives an account no token with a scope that it may not have. */
const refusedScope = (error: unknown): boolean => error instanceof GlobusRefused && error.reason === 'account';

/** The library has no time limit of its own. */
async function withinTime<T>(work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), GLOBUS_TIMEOUT_MS);
  const late = new Promise<never>((_, reject) =>
    limit.signal.addEventListener('abort', () => reject(new Error('no answer in time'))),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
