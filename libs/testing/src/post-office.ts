import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly to: readonly string[];
  /** Head and body as sent, long lines in one piece. */
  readonly text: string;
}

/** A mail server on this machine that keeps what it is given. */
export class PostOffice {
  readonly mails: Mail[] = [];
  private readonly server: SMTPServer;

  private constructor(refuses: (address: string) => boolean) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => done(refuses(address) ? new Error('no such mailbox') : null),
      onData: (stream, { envelope }, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          this.mails.push({ to, text: text.replace(/=\r?\n/gu, '') });
          done();
        });
      },
    });
  }
  /** @param refuses addresses for which it has no mailbox */
  static async open(refuses: (address: string) => boolean = () => false): Promise<PostOffice> {
    const office = new PostOffice(refuses);
    await new Promise<void>((resolve) => office.server.listen(0, '127.0.0.1', resolve));
    return office;
  }
  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
