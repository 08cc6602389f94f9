import { transfer } from '@globus/sdk';
import { SciZooError, unavailable } from '@scizoo/domain';

export interface GlobusAccount {
  readonly id: string;
  readonly secret: string;
  /** Of Globus Auth. */
  readonly authUrl: string;
}
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
/** Globus does not do it; asking again would not help. */
export class GlobusRefused extends SciZooError {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super('conflict', message);
  }
}
class ConsentMissing extends Error {
  constructor(readonly scopes: readonly string[]) {
    super('consent is missing');
  }
}

const ALL = 'urn:globus:auth:scope:transfer.api.globus.org:all';
const TIMEOUT_MS = 20_000;
/** A token is renewed before it ends. */
const EARLY_MS = 60_000;

/** The transfer service of Globus for the account of the facility. Failures that may pass are `unavailable`. */
export class GlobusClient {
  private readonly scopes = new Set([ALL]);
  private token?: { readonly text: string; readonly until: number };
  constructor(private readonly account: GlobusAccount) {}

  /** Sent again with the same submission, an order is still one task. */
  async submissionId(): Promise<string> {
    const { value } = await this.ask<{ value: string }>((options) => transfer.taskSubmission.submissionId(options));
    return value;
  }
  /** @returns the id of the task. @throws GlobusRefused */
  async submit({ submissionId, label, source, destination, items }: TransferOrder): Promise<string> {
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
      this.ask<{ task_id: string }>((options) => transfer.taskSubmission.submitTransfer({ ...options, payload }));
    try {
      return (await submit()).task_id;
    } catch (error) {
      if (!(error instanceof ConsentMissing)) throw error;
      // An account of its own gives its consent by asking for a token with it.
      for (const scope of error.scopes) this.scopes.add(scope);
      this.token = undefined;
      return (await submit().catch((again: unknown) => Promise.reject(consented(again)))).task_id;
    }
  }
  async stateOf(taskId: string): Promise<TaskState> {
    const task = await this.ask<Record<string, unknown>>((options) => transfer.task.get(taskId, options));
    return {
      status: task['status'] as TaskState['status'],
      bytes: Number(task['bytes_transferred'] ?? 0),
      files: Number(task['files_transferred'] ?? 0),
      filesTotal: Number(task['files'] ?? 0),
      ...(typeof task['nice_status'] === 'string' && { trouble: task['nice_status'] }),
    };
  }
  async cancel(taskId: string): Promise<void> {
    await this.ask((options) => transfer.task.cancel(taskId, options));
  }

  private async ask<T>(call: (options: { headers: Record<string, string> }) => Promise<Response>): Promise<T> {
    let answer = await this.once(call);
    if (answer.status === 401) {
      this.token = undefined;
      answer = await this.once(call);
    }
    const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return body as T;
    if (body['code'] === 'ConsentRequired') throw new ConsentMissing((body['required_scopes'] ?? []) as string[]);
    const sentence = `Globus says: ${String(body['message'] ?? answer.status)}`;
    if (answer.status >= 500 || answer.status === 429) throw unavailable(sentence);
    throw new GlobusRefused(String(body['code'] ?? answer.status), sentence);
  }
  private async once(call: (options: { headers: Record<string, string> }) => Promise<Response>): Promise<Response> {
    const headers = { authorization: `Bearer ${await this.accessToken()}` };
    return withinTime(call({ headers })).catch((error: unknown) => {
      throw unavailable('Globus does not answer', error);
    });
  }
  private async accessToken(): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.text;
    const { id, secret, authUrl } = this.account;
    const answer = await fetch(`${authUrl.replace(/\/+$/u, '')}/v2/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: [...this.scopes].join(' ') }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw unavailable('Globus does not answer', error);
    });
    if (answer.status >= 500) throw unavailable('Globus does not answer');
    if (!answer.ok) throw new GlobusRefused('account', 'Globus does not know the account of this facility');
    const { access_token, expires_in } = (await answer.json()) as { access_token: string; expires_in: number };
    this.token = { text: access_token, until: Date.now() + expires_in * 1000 - EARLY_MS };
    return access_token;
  }
}

const consented = (error: unknown): unknown =>
  error instanceof ConsentMissing
    ? new GlobusRefused(
        'ConsentRequired',
        'The collection needs a consent that the account of this facility cannot give',
      )
    : error;

/** The library has no time limit of its own. */
async function withinTime<T>(work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  const late = new Promise<never>((_, reject) =>
    limit.signal.addEventListener('abort', () => reject(new Error('no answer in time'))),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
