import type { ErrorBody } from '@scizoo/service-kit/nest';

/** An error in the form of the search API. */
export class SearchError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
    override readonly name = 'Error',
    readonly code?: string,
  ) {
    super(message);
  }
  get body() {
    const { statusCode, name, message, code } = this;
    return { error: { statusCode, name, message, ...(code && { code }) } };
  }
}
/** Any refusal at an address of the search API, in its form; what happens before its controllers too. */
export function inSearchForm(url: string, { statusCode, message, code }: ErrorBody): unknown {
  if (!/^\/(federation\/)?api(?=[/?]|$)/u.test(url)) return undefined;
  const told = Array.isArray(message) ? message.join('; ') : String(message);
  return new SearchError(statusCode, told, 'Error', code.toUpperCase().replaceAll('-', '_')).body;
}
export const badFilter = (message: string) => new SearchError(400, message, 'FilterError');
export const unknownPid = (model: string, pid: string) =>
  new SearchError(404, `Unknown "${model}" id "${pid}".`, 'Error', 'MODEL_NOT_FOUND');
