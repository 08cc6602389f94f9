import type { Messages } from '../messages';
import type { Fault, JobAction, JobContext, Options } from './job-action';
import { assertKnown, textOption } from './options';

/** Puts the job into a queue of RabbitMQ. */
export class RabbitMqAction implements JobAction {
  readonly actionType = 'rabbitmq';
  private readonly exchange: string;
  private readonly queue: string;
  private readonly key: string;

  constructor(
    options: Options,
    private readonly messages: Messages,
    fault: Fault,
  ) {
    assertKnown(options, ['exchange', 'queue', 'key'], fault);
    this.exchange = textOption(options, 'exchange', fault);
    this.queue = textOption(options, 'queue', fault);
    this.key = textOption(options, 'key', fault);
    if (!messages.isConfigured) throw fault('RABBITMQ_HOSTNAME is not set');
  }
  async perform({ job }: JobContext): Promise<void> {
    await this.messages.send({ exchange: this.exchange, queue: this.queue, key: this.key }, JSON.stringify(job));
  }
}
