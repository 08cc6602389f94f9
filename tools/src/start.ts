import { SetupError } from '@scizoo/local-servers';
import { HELP, parseOptions, type StackOptions } from './stack/options';
import { Screen } from './stack/screen';
import { Stack } from './stack/stack';

/** `npm start`: everything on this machine, until Ctrl-C. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const screen = new Screen();
  let end: (result: number | SetupError) => void = () => undefined;
  const ended = new Promise<number | SetupError>((resolve) => (end = resolve));
  const stack = new Stack(options, screen, end);
  listenForTheEnd(screen, () => end(0));
  const started = stack.start().then(
    () => welcome(stack, options, screen),
    (error: SetupError) => end(error),
  );
  const result = await ended;
  await stack.stop();
  await started;
  if (typeof result !== 'number') throw result;
  screen.plain('All stopped.');
  return result;
}

function listenForTheEnd(screen: Screen, stop: () => void): void {
  let asked = false;
  const ask = () => {
    if (!asked) screen.plain('\nStopping …');
    asked = true;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  // The process that called us was killed.
  process.on('disconnect', ask);
  // Nobody reads what is written any more (a closed terminal): go on to the orderly end.
  process.stdout.on('error', ask);
}

function welcome(stack: Stack, options: StackOptions, screen: Screen): void {
  screen.plain(`\nSciZoo runs (${screen.seconds}):  ${screen.bold(stack.addresses.catalogue)}`);
  screen.plain(`Public data repository:  ${screen.bold(stack.addresses.publicPages)}\n`);
  const width = Math.max(...stack.accounts.map(({ username }) => username.length));
  for (const { username, purpose } of stack.accounts) {
    const password = stack.secrets.passwords[username] ?? '';
    screen.plain(`  ${screen.bold(username.padEnd(width))}  ${screen.bold(password)}   ${purpose}`);
  }
  screen.plain(
    `\nDemo accounts of this data folder; data and logs are in ${options.dataDir}. Ctrl-C stops everything.`,
  );
  if (!options.demo)
    screen.plain('No demo beamline: scans come from your own beamline, or from the lab (npm run lab).');
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(error instanceof SetupError ? `${error.message}\n` : `${(error as Error).stack}\n`);
    process.exit(1);
  },
);
