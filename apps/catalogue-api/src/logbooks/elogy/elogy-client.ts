import { boundedText } from '../../http/bounded-text';

const TIME_MS = 5000;
/** A picture of 20 MB over a slow line. */
const UPLOAD_MS = 60_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** An entry as elogy takes it. */
export interface ElogyDraft {
  readonly title: string;
  /** HTML. */
  readonly content: string;
  readonly authors: readonly { readonly name: string }[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at?: string;
  readonly archived?: boolean;
}
export interface ElogyEntry {
  readonly id: number;
  readonly revision_n: number;
  readonly content: string;
  readonly attachments?: readonly { readonly metadata?: Readonly<Record<string, string>> }[];
}
export interface ElogyFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly filename: string;
  readonly metadata: Readonly<Record<string, string>>;
}
/** elogy understood, and does not want it as long as its logbook is what it is: asking again at once is of no use. */
export class ElogyRefusal extends Error {
  override readonly name = 'ElogyRefusal';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The part of elogy's interface that is needed. It knows no sign-in, and its addresses end with a slash. */
export class ElogyClient {
  constructor(private readonly base: string) {}

  /** The entry with this member of its metadata. */
  async find(logbook: number, key: string, value: string): Promise<ElogyEntry | undefined> {
    // What is searched for is a regular expression there.
    const pattern = value.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
    const query = new URLSearchParams({ metadata: `${key}:${pattern}`, ignore_children: 'true', n: '2' });
    const { entries = [] } = await this.ask<{ entries?: { id: number }[] }>(
      'GET',
      `logbooks/${logbook}/entries/?${query}`,
    );
    return entries[0] ? this.read(logbook, entries[0].id) : undefined;
  }
  async read(logbook: number, id: number): Promise<ElogyEntry> {
    return (await this.ask<{ entry: ElogyEntry }>('GET', `logbooks/${logbook}/entries/${id}/`)).entry;
  }
  async create(logbook: number, draft: ElogyDraft): Promise<ElogyEntry> {
    return (await this.ask<{ entry: ElogyEntry }>('POST', `logbooks/${logbook}/entries/`, draft)).entry;
  }
  /** @throws ElogyRefusal 409 when somebody has changed it since, or is at it */
  async change(logbook: number, id: number, revision: number, draft: ElogyDraft): Promise<ElogyEntry> {
    const body = { ...draft, revision_n: revision };
    return (await this.ask<{ entry: ElogyEntry }>('PUT', `logbooks/${logbook}/entries/${id}/`, body)).entry;
  }

  async attach(logbook: number, id: number, { bytes, type, filename, metadata }: ElogyFile): Promise<void> {
    const form = new FormData();
    form.append('attachment', new Blob([new Uint8Array(bytes)], { type }), filename);
    form.append('metadata', JSON.stringify(metadata));
    await this.ask('POST', `logbooks/${logbook}/entries/${id}/attachments/`, form);
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.base.replace(/\/$/u, '')}/api/${path}`, {
      method,
      // fetch itself names the type of a form, with its boundary
      headers: { accept: 'application/json', ...(body && !isForm && { 'content-type': 'application/json' }) },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(isForm ? UPLOAD_MS : TIME_MS),
      redirect: 'error',
    });
    const text = await boundedText(response, MOST_BYTES);
    if (response.status >= 500 || response.status === 429) throw new Error(`elogy answered ${response.status}`);
    if (!response.ok)
      throw new ElogyRefusal(response.status, `elogy answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }
}
