/** Something this machine lacks or has taken. The message is one sentence that says what to do; shown as it is. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
