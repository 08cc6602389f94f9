/** As in package.json; a test sees to it. */
export const VERSION = '0.2.0';
/** What recorders may mean by a message; a recorder of another protocol keeps its messages until one of the two is renewed. */
export const RECORDER_PROTOCOLS: readonly number[] = [1];
