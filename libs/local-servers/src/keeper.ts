import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A small shell that lives as long as this process: its standard input closes when we end in whatever way, kill -9
 * included. It then ends every group still watched, last started first, so that no server is left behind.
 */
const SCRIPT = `
trap '' INT TERM HUP
list=''
while read -r word pid; do
  case $word in
    watch) list="$pid $list" ;;
    release) kept=''; for p in $list; do [ "$p" = "$pid" ] || kept="$kept $p"; done; list="$kept" ;;
  esac
done
for p in $list; do
  kill -TERM -"$p" 2>/dev/null || continue
  n=0
  while kill -0 -"$p" 2>/dev/null; do
    n=$((n+1)); [ $n -gt 50 ] && { kill -KILL -"$p" 2>/dev/null; break; }
    sleep 0.2
  done
done
`;
let keeper: ChildProcess | undefined;

const tell = (line: string) => {
  if (!keeper || keeper.exitCode !== null) {
    keeper = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    keeper.on('error', () => undefined);
    keeper.stdin?.on('error', () => undefined);
    keeper.unref();
    (keeper.stdin as unknown as { unref?: () => void })?.unref?.();
  }
  keeper.stdin?.write(`${line}\n`);
};

/** Watches a process group; gives back the call that ends the watch. */
export function keepWatch(pid: number): () => void {
  tell(`watch ${pid}`);
  return () => tell(`release ${pid}`);
}
