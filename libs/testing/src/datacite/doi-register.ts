import { KERNEL_4 } from '@scizoo/domain';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomBytes } from 'node:crypto';

export type DoiState = 'draft' | 'registered' | 'findable';
export interface RegisteredDoi {
  readonly doi: string;
  readonly state: DoiState;
  readonly attributes: Readonly<Record<string, unknown>>;
}
export interface Fault {
  readonly source?: string;
  readonly title: string;
  readonly uid?: string;
}
export interface Outcome {
  readonly status: number;
  readonly record?: RegisteredDoi;
  readonly faults?: readonly Fault[];
}

const FORM = /^10\.\d{4,5}\/[-._;()/:a-zA-Z0-9*~$=]+$/u;
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(KERNEL_4);

/** As the real service does: eight signs of Crockford's alphabet in two halves. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';
const randomSuffix = (): string =>
  Array.from(randomBytes(8), (byte, n) => `${n === 4 ? '-' : ''}${SIGNS[byte % SIGNS.length]}`).join('');

/** What the event makes of the state; one that does not fit is ignored without a word, as by the real service. */
function stateAfter(state: DoiState, event: unknown): DoiState {
  if (event === 'publish') return 'findable';
  if (event === 'register' && state === 'draft') return 'registered';
  if (event === 'hide' && state === 'findable') return 'registered';
  return state;
}

/** DOIs and their states, with the rules of the real service. */
export class DoiRegister {
  private readonly dois = new Map<string, RegisteredDoi>();
  constructor(
    private readonly prefix: string,
    private readonly domain: string | undefined,
    known: readonly RegisteredDoi[] = [],
  ) {
    for (const record of known) this.dois.set(record.doi, record);
  }

  get size(): number {
    return this.dois.size;
  }
  all(): RegisteredDoi[] {
    return [...this.dois.values()];
  }
  find(doi: string): RegisteredDoi | undefined {
    return this.dois.get(doi.toLowerCase());
  }

  /** By its name, or with a prefix alone under one that nobody has chosen. */
  create({ doi: given, ...attributes }: Record<string, unknown>): Outcome {
    const { prefix } = attributes;
    const doi = typeof given === 'string' ? given : typeof prefix === 'string' ? `${prefix}/${randomSuffix()}` : '';
    if (this.find(doi))
      return { status: 422, faults: [{ source: 'doi', title: 'This DOI has already been taken', uid: doi }] };
    return this.put(doi, attributes);
  }
  /** Makes it, or changes what is given. */
  put(name: string, attributes: Record<string, unknown>): Outcome {
    const doi = name.toLowerCase();
    if (!FORM.test(doi)) return { status: 422, faults: [{ source: 'doi', title: 'DOI is not valid', uid: doi }] };
    if (!doi.startsWith(`${this.prefix}/`))
      return { status: 403, faults: [{ title: 'You are not authorized to access this resource.' }] };
    const known = this.find(doi);
    // The two are parts of the name, and no description.
    const { event, prefix: _, suffix: __, ...rest } = attributes;
    const state = stateAfter(known?.state ?? 'draft', event);
    const record = { doi, state, attributes: { ...known?.attributes, ...rest, doi } };
    const faults = state === 'draft' ? [] : this.faultsOf(record);
    if (faults.length > 0) return { status: 422, faults };
    this.dois.set(doi, record);
    return { status: known ? 200 : 201, record };
  }
  remove(name: string): Outcome {
    const known = this.find(name);
    if (!known) return { status: 404, faults: [{ title: "The resource you are looking for doesn't exist." }] };
    if (known.state !== 'draft') return { status: 405, faults: [{ title: 'Method not allowed' }] };
    this.dois.delete(known.doi);
    return { status: 204 };
  }

  /** Of a DOI that is to be registered or findable; drafts may be anything. */
  faultsOf({ doi, attributes }: Pick<RegisteredDoi, 'doi' | 'attributes'>): Fault[] {
    const ofUrl = this.faultsOfUrl(attributes['url'], doi);
    if (validate(attributes)) return ofUrl;
    const ofSchema = (validate.errors ?? []).map(({ instancePath, params, message }) => {
      const { missingProperty, additionalProperty } = params as Record<string, string | undefined>;
      const source = instancePath.split('/')[1] ?? missingProperty ?? additionalProperty;
      return { source, title: `${instancePath.slice(1)} ${message}`.trim(), uid: doi };
    });
    return [...ofUrl, ...ofSchema];
  }
  private faultsOfUrl(url: unknown, uid: string): Fault[] {
    if (typeof url !== 'string' || !/^(https?|ftp):\/\//u.test(url) || !URL.canParse(url))
      return [{ source: 'url', title: 'URL is not valid', uid }];
    const host = new URL(url).hostname;
    if (this.domain !== undefined && host !== this.domain && !host.endsWith(`.${this.domain}`))
      return [{ source: 'url', title: 'URL is not allowed by repository domain settings.', uid }];
    return [];
  }
}
