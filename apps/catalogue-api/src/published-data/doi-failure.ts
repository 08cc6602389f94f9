import { HttpException } from '@nestjs/common';

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
