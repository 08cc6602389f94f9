import { field } from '@scizoo/service-kit';
import { PublishingConfig } from '../published-data/config';

/** Settings of jobs and of the messages that the catalogue sends. */
export class JobsConfig extends PublishingConfig {
  @field.text({
    description: 'File with the types of jobs, their rules and actions, in SciCat’s format (YAML or JSON)',
  })
  jobConfigurationFile?: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'Status code of a new job' })
  jobDefaultStatusCode = 'jobSubmitted';
  @field.text({ maxLength: 2000, description: 'Status message of a new job' })
  jobDefaultStatusMessage = 'Job submitted.';
  @field.textList({
    items: { minLength: 1, maxLength: 256 },
    description: 'Hosts (`host` or `host:port`) that actions of jobs may call; no other is called',
  })
  jobUrlHosts: string[] = [];

  @field.text({ maxLength: 256, description: 'Mail server; without it nothing is mailed' })
  smtpHost?: string;
  @field.integer({ min: 1, max: 65_535, description: 'Port of the mail server' })
  smtpPort = 587;
  @field.yesNo({ description: 'Encrypted from the first byte (port 465); else STARTTLS where the server offers it' })
  smtpSecure = false;
  @field.text({ maxLength: 256, description: 'Account at the mail server' })
  smtpUser?: string;
  @field.text({ maxLength: 1024, description: 'Password at the mail server' })
  smtpPassword?: string;
  @field.text({ maxLength: 512, description: 'Sender of mails' })
  emailFrom?: string;

  @field.text({ maxLength: 256, description: 'RabbitMQ, for actions of jobs' })
  rabbitmqHostname?: string;
  @field.integer({ min: 1, max: 65_535, description: 'Port of RabbitMQ' })
  rabbitmqPort = 5672;
  @field.text({ maxLength: 256, description: 'Account at RabbitMQ' })
  rabbitmqUsername?: string;
  @field.text({ maxLength: 1024, description: 'Password at RabbitMQ' })
  rabbitmqPassword?: string;
}
