import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { unavailable } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import type { Transporter } from 'nodemailer';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';

export interface Mail {
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly from?: string;
  readonly html?: string;
  readonly text?: string;
}
const TIMEOUT_MS = 10_000;

/** Sends mails through the facility's mail server. Templates and texts never name files or addresses to fetch. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  readonly logger: Logger;
  private transport: Promise<Transporter> | undefined;

  constructor(
    private readonly config: CatalogueConfig,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }
  async onApplicationShutdown(): Promise<void> {
    (await this.transport)?.close();
  }

  get isConfigured(): boolean {
    return this.config.smtpHost !== undefined;
  }

  /**
   * @returns the addresses that the mail server does not take, while it takes others
   * @throws 503 when there is no mail server, or it does not take the mail
   */
  async send({ to, from, subject, html, text }: Mail): Promise<readonly string[]> {
    const { smtpHost, emailFrom } = this.config;
    if (smtpHost === undefined) throw unavailable('Mails cannot be sent: SMTP_HOST is not set');
    this.transport ??= this.connect(smtpHost);
    try {
      const transport = await this.transport;
      const { rejected } = await transport.sendMail({
        to: typeof to === 'string' ? to : [...to],
        from: from ?? emailFrom ?? `catalogue@${smtpHost}`,
        subject,
        html,
        text,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return (rejected as (string | { address: string })[]).map((one) => (typeof one === 'string' ? one : one.address));
    } catch (cause) {
      throw unavailable(`The mail server did not take the mail: ${(cause as Error).message.slice(0, 200)}`, cause);
    }
  }
  private async connect(host: string): Promise<Transporter> {
    const { smtpPort: port, smtpSecure: secure, smtpUser, smtpPassword } = this.config;
    const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
    const auth = smtpUser === undefined ? {} : { auth: { user: smtpUser, pass: smtpPassword ?? '' } };
    const { createTransport } = await import('nodemailer');
    return createTransport({ host, port, secure, ...timeouts, ...auth });
  }
}
