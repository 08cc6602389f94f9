import { jobSentence, type JobWord, SciZooError } from '@scizoo/domain';

/** Globus does not do it; asking again would not help. */
export class GlobusRefused extends SciZooError {
  constructor(
    readonly reason: string,
    readonly said: JobWord,
  ) {
    super('conflict', jobSentence(said));
  }
}
/** Globus would do it with a token that has these scopes. */
export class ConsentMissing extends Error {
  constructor(readonly scopes: readonly string[]) {
    super('consent is missing');
  }
}
