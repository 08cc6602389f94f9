import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Two harvesters over one memory would number their events twice.
 * @returns what gives the folder free again
 * @throws Error naming the process that has it
 */
export async function onlyOneIn(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'harvester.lock');
  for (let tries = 0; ; tries++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 0) throw error;
      await removeLeftover(file);
    }
  }
}

async function removeLeftover(file: string): Promise<void> {
  const { pid, host } = JSON.parse((await readFile(file, 'utf8')) || '{}') as { pid?: number; host?: string };
  const isElsewhere = host !== undefined && host !== hostname();
  if (pid !== undefined && pid !== process.pid && (isElsewhere || isAlive(pid)))
    throw new Error(
      `a harvester already runs here (process ${pid} on ${host}): end it, or give this one another STATE_DIR`,
    );
  await rm(file, { force: true });
}
