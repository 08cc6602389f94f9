const NEEDED = /^(PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|JAVA_HOME|LD_LIBRARY_PATH)$/u;

/** What a server may know of its surroundings: secrets that the operator has set are for programs of ours. */
export const serverEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => NEEDED.test(name)));
