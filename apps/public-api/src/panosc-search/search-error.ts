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
export const badFilter = (message: string) => new SearchError(400, message, 'FilterError');
export const unknownPid = (model: string, pid: string) =>
  new SearchError(404, `Unknown "${model}" id "${pid}".`, 'Error', 'MODEL_NOT_FOUND');
