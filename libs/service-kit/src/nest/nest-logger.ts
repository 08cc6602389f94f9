import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../log/logger';

/** Lets the framework write into our log; what it says while starting is detail. */
export function nestLogger(logger: Logger): LoggerService {
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...more: unknown[]) => {
      const part = more.at(-1);
      const about = { ...(typeof part === 'string' && { part }), ...(message instanceof Error && { err: message }) };
      logger[level](about, message instanceof Error ? message.message : String(message));
    };
  return {
    log: line('debug'),
    debug: line('debug'),
    verbose: line('debug'),
    warn: line('warn'),
    error: line('error'),
    fatal: line('fatal'),
  };
}
