import { unavailable } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import type { Fault, JobAction, JobContext, Options } from './job-action';
import { assertKnown, mapOption, optionalText, textOption, yesNoOption } from './options';
import { type Template, template } from './templates';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const TIMEOUT_MS = 10_000;

/** Host of an address whose host is written out by the operators, not filled in from the job. */
export function writtenHost(source: string): string | undefined {
  const [, host] = /^https?:\/\/([^/?#{}@\\\s]+)(?=[/?#]|$)/iu.exec(source) ?? [];
  return host?.toLowerCase();
}

/** Texts inside an object of any depth, as templates. */
type BodyTemplate = (context: JobContext) => unknown;
function bodyOf(given: unknown, fault: Fault): BodyTemplate {
  if (typeof given === 'string') return template(given, fault);
  if (Array.isArray(given)) {
    const items = given.map((item) => bodyOf(item, fault));
    return (context) => items.map((item) => item(context));
  }
  if (given === null || typeof given !== 'object') return () => given;
  const members = Object.entries(given).map(([name, value]) => [name, bodyOf(value, fault)] as const);
  return (context) => Object.fromEntries(members.map(([name, value]) => [name, value(context)]));
}

/** Calls another system. Only hosts that the operators allow: a job must not lead this program around the network. */
export class UrlAction implements JobAction {
  readonly actionType = 'url';
  private readonly url: Template;
  private readonly method: string;
  private readonly headers: readonly (readonly [string, Template])[];
  private readonly body: BodyTemplate | undefined;
  private readonly ignoreErrors: boolean;
  private readonly allowed: ReadonlySet<string>;

  constructor(
    options: Options,
    hosts: readonly string[],
    private readonly logger: Logger,
    fault: Fault,
  ) {
    assertKnown(options, ['url', 'method', 'headers', 'body', 'ignoreErrors'], fault);
    const source = textOption(options, 'url', fault);
    this.url = template(source, fault);
    this.method = (optionalText(options, 'method', fault) ?? 'GET').toUpperCase();
    if (!METHODS.includes(this.method)) throw fault(`method must be one of ${METHODS.join(', ')}`);
    this.headers = Object.entries(mapOption(options, 'headers', fault) ?? {}).map(
      ([name, value]) => [name, template(String(value), fault)] as const,
    );
    this.body = options['body'] === undefined ? undefined : bodyOf(options['body'], fault);
    this.ignoreErrors = yesNoOption(options, 'ignoreErrors', fault);
    const written = writtenHost(source);
    this.allowed = new Set([...hosts.map((host) => host.toLowerCase()), ...(written === undefined ? [] : [written])]);
  }

  async perform(context: JobContext): Promise<void> {
    try {
      await this.call(context);
    } catch (error) {
      if (!this.ignoreErrors) throw error;
      this.logger.warn({ job: context.job['id'], reason: (error as Error).message }, 'call of a job failed');
    }
  }

  private async call(context: JobContext): Promise<void> {
    const url = this.allowedAddress(this.url(context));
    const rendered = this.method === 'GET' ? undefined : this.body?.(context);
    const isText = rendered === undefined || typeof rendered === 'string';
    const headers = Object.fromEntries(this.headers.map(([name, value]) => [name.toLowerCase(), value(context)]));
    let status: number;
    try {
      const response = await fetch(url, {
        method: this.method,
        headers: { ...(!isText && { 'content-type': 'application/json' }), ...headers },
        body: isText ? rendered : JSON.stringify(rendered),
        // A redirect could lead to a host that is not allowed.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      await response.body?.cancel();
    } catch (cause) {
      throw unavailable(`The action of the job could not reach ${url.host}`, cause);
    }
    if (status < 200 || status > 299) throw unavailable(`The action of the job was answered ${status} by ${url.host}`);
  }
  private allowedAddress(text: string): URL {
    if (!URL.canParse(text)) throw unavailable('The action of the job has no address that can be called');
    const url = new URL(text);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    const isAllowed = this.allowed.has(url.host) || this.allowed.has(url.hostname);
    if (!isWeb || !isAllowed || url.username !== '' || url.password !== '')
      throw unavailable(`The action of the job may not call ${url.host}: it is not among JOB_URL_HOSTS`);
    return url;
  }
}
