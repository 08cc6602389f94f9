import { HttpException } from '@nestjs/common';

/** What is told about a DOI: DataCite's attributes, and where its landing page is. */
export interface DoiDescription {
  readonly doi: string;
  readonly url: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Makes DOIs known to the world. Calls can be repeated: a DOI is made once, whatever got lost on the way. */
export abstract class DoiRegistrar {
  /** False: publications are registered here only. */
  abstract readonly isConfigured: boolean;
  /**
   * Comes back when everybody can find the DOI.
   * @throws 424; nothing may be opened then
   */
  abstract register(description: DoiDescription): Promise<void>;
  /** Takes the DOI out of the search of the service; it keeps resolving. @throws 424 */
  abstract withdraw(doi: string): Promise<void>;
}

/** SciCat's answer to a DOI service that failed: 424. Never tells credentials. */
export const doiFailure = (message: string, details: readonly string[] = []): HttpException =>
  new HttpException(
    {
      statusCode: 424,
      message,
      error: 'Failed Dependency',
      code: 'doi-service',
      ...(details.length > 0 && { details }),
    },
    424,
  );
