import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const SECRETS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-csrf-token"]',
  'password',
  'currentPassword',
  'newPassword',
  'confirmPassword',
  'token',
  'access_token',
  'accessToken',
  'refreshToken',
  'csrfToken',
  'jwt',
  'secret',
];
/** The names above at the top of a line and up to two levels down (`req.headers.cookie`). */
const SECRET_PATHS = ['', '*', '*.*'].flatMap((prefix) =>
  SECRETS.map((name) => (name.startsWith('[') || prefix === '' ? `${prefix}${name}` : `${prefix}.${name}`)),
);

/** An address as it may stand in a log: tokens in the query are blanked. */
export const withoutSecrets = (url: string): string =>
  url.replace(/([?&](?:access[_-]?token|token|password|jwt)=)[^&#]*/gi, '$1[hidden]');

/** One JSON line per event on standard output. Line breaks and control characters in values are escaped by JSON. */
export function createLogger(name: string, level: LogLevel = 'info', to?: DestinationStream): Logger {
  const options = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_PATHS, censor: '[hidden]' },
  };
  return to ? pino(options, to) : pino(options);
}
