import { isAbsolute, join } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import type { Mailer } from '../../mail/mailer';
import type { Fault, JobAction, JobContext, Options } from './job-action';
import { assertKnown, optionalText, textOption, yesNoOption } from './options';
import { type Template, template } from './templates';

function bodyTemplate(file: string, folder: string, fault: Fault): Template {
  const candidates = isAbsolute(file) ? [file] : [join(folder, file), join(process.cwd(), file)];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) throw fault(`bodyTemplateFile ${file} does not exist`);
  return template(readFileSync(path, 'utf8'), fault, true);
}

/** Sends a mail about the job. */
export class EmailAction implements JobAction {
  readonly actionType = 'email';
  private readonly to: Template;
  private readonly from: Template | undefined;
  private readonly subject: Template;
  private readonly body: Template;
  private readonly ignoreErrors: boolean;

  constructor(
    options: Options,
    private readonly mailer: Mailer,
    folder: string,
    fault: Fault,
  ) {
    assertKnown(options, ['to', 'from', 'subject', 'bodyTemplateFile', 'ignoreErrors'], fault);
    this.to = template(textOption(options, 'to', fault), fault);
    const from = optionalText(options, 'from', fault);
    this.from = from === undefined ? undefined : template(from, fault);
    this.subject = template(textOption(options, 'subject', fault), fault);
    this.body = bodyTemplate(textOption(options, 'bodyTemplateFile', fault), folder, fault);
    this.ignoreErrors = yesNoOption(options, 'ignoreErrors', fault);
  }

  async perform(context: JobContext): Promise<void> {
    const mail = {
      to: this.to(context),
      subject: this.subject(context),
      html: this.body(context),
      ...(this.from && { from: this.from(context) }),
    };
    try {
      await this.mailer.send(mail);
    } catch (error) {
      if (!this.ignoreErrors) throw error;
      this.mailer.logger.warn({ job: context.job['id'], reason: (error as Error).message }, 'mail of a job not sent');
    }
  }
}
