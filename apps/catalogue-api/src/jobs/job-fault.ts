import { HttpException } from '@nestjs/common';

/** SciCat's body for a broken rule of jobs; clients read `message`. */
export const jobFault = (message: string, more: Readonly<Record<string, unknown>> = {}, status = 400): HttpException =>
  new HttpException({ status, message, ...more }, status);
