/** Why the DOI service did not do it; decides whether it is tried again. */
export type FailureKind =
  /** Nobody knows whether it was done. */
  | 'away'
  /** The account is not accepted: the operators' business. */
  | 'account'
  /** What was sent is refused, and would be again. */
  | 'refused';

export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';
  constructor(
    readonly kind: FailureKind,
    message: string,
    /** One text per field. */
    readonly details: readonly string[] = [],
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}
