import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Logger, withoutSecrets } from '../log/logger';
import { type ErrorBody, errorAnswer } from './error-body';

export interface ErrorFilterOptions {
  /** What a fault of ours is answered with instead of the usual object. The number of the request is in the header. */
  readonly fault?: unknown;
  /** What stands instead of the usual object at some addresses, whose clients read another form; undefined: the usual one. */
  readonly shapedFor?: (url: string, usual: ErrorBody) => unknown;
}

/** The one place where errors become answers. Faults of ours are logged with their stack, refusals are not errors. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly options: ErrorFilterOptions = {},
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { status, body, retryAfter } = errorAnswer(error);
    const requestId = String(request.id);
    if (status >= 500) {
      const about = { err: error, requestId, method: request.method, url: withoutSecrets(request.url ?? '') };
      if (status === 500) this.logger.error(about, 'request failed');
      else this.logger.warn({ ...about, err: undefined, reason: (error as Error).message }, 'request refused');
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (retryAfter !== undefined && !reply.hasHeader('retry-after'))
      void reply.header('retry-after', String(retryAfter));
    const usual: ErrorBody = { ...(body as ErrorBody), requestId };
    const shaped = this.options.shapedFor?.(request.url ?? '', usual);
    const whole = shaped ?? (status === 500 ? (this.options.fault ?? usual) : usual);
    this.write(reply.status(status), whole, request);
  }
  /** For people a program may say it otherwise. */
  protected write(reply: FastifyReply, body: unknown, _request: FastifyRequest): void {
    void reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  }
}
