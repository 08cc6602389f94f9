import { forbidden } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { jobFault } from '../job-fault';
import type { Fault, JobAction, JobContext, Options } from './job-action';
import { assertKnown, optionalText, textOption } from './options';
import { type Template, template } from './templates';

/** Writes a line into the log of this program. */
export class LogAction implements JobAction {
  readonly actionType = 'log';
  private readonly onValidate: Template | undefined;
  private readonly onPerform: Template | undefined;

  constructor(
    options: Options,
    private readonly logger: Logger,
    fault: Fault,
  ) {
    assertKnown(options, ['init', 'validate', 'performJob'], fault);
    const told = (name: string): Template | undefined => {
      const source = optionalText(options, name, fault);
      return source === undefined ? undefined : template(source, fault);
    };
    const [init, validate, perform] = [told('init'), told('validate'), told('performJob')];
    if (init) this.logger.info(init({ request: {}, job: {}, datasets: [], listed: [] }));
    this.onValidate = validate;
    this.onPerform = perform ?? template('Performing job {{job.id}} of type {{job.type}}', fault);
  }
  validate(context: JobContext): void {
    if (this.onValidate) this.logger.info({ type: context.job['type'] }, this.onValidate(context));
  }
  perform(context: JobContext): void {
    this.logger.info({ job: context.job['id'] }, this.onPerform!(context));
  }
}

/** Fails on purpose, as one case of a `switch`. */
export class ErrorAction implements JobAction {
  readonly actionType = 'error';
  private readonly message: Template;
  private readonly status: number;

  constructor(options: Options, fault: Fault) {
    assertKnown(options, ['message', 'status'], fault);
    this.message = template(textOption(options, 'message', fault), fault);
    const status = options['status'] ?? 400;
    if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599)
      throw fault('status must be a number from 400 to 599');
    this.status = status;
  }
  private fail(context: JobContext): never {
    if (this.status === 403) throw forbidden(this.message(context));
    throw jobFault(this.message(context), {}, this.status);
  }
  validate(context: JobContext): void {
    this.fail(context);
  }
  perform(context: JobContext): void {
    this.fail(context);
  }
}
