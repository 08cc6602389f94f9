import { join, resolve } from 'node:path';
import { repositoryRoot, SetupError } from '@scizoo/local-servers';
import { startHarvester, stopHarvester } from './harvester-process';
import { SardanaLab } from './sardana-lab';

const port = (name: string, initial: number): number => Number(process.env[name]) || initial;

/**
 * `npm run lab`: the lab's Tango and Sardana, its scans going to the SciFish of a running `npm start`, and the Tango
 * harvester, which reads what the beamline's staff have chosen in SciDog.
 * `npm run lab -- scan ascan mot01 0 1 10 0.1` runs a scan, `npm run lab -- down` stops it.
 */
async function main(args: readonly string[]): Promise<number> {
  const scifishUrl = process.env['SCIFISH_URL'] || `http://127.0.0.1:${port('SCIFISH_PORT', 3020)}`;
  const home = resolve(process.env['LAB_HOME'] || join(repositoryRoot(), '.cache', 'lab', 'home'));
  const webPort = port('LAB_WEB_PORT', 21004);
  const lab = new SardanaLab({ home, tangoPort: port('LAB_TANGO_PORT', 21000), webPort, scifishUrl });
  const [command = 'up'] = args;
  if (command === 'down') await stopHarvester(home);
  const code = await lab.show(args.length > 0 ? args : ['up']);
  if (command !== 'up' || code !== 0) return code;
  const harvester = port('TANGO_HARVESTER_PORT', 3034);
  const kafka = process.env['KAFKA_BROKERS'] || `127.0.0.1:${port('KAFKA_PORT', 9092)}`;
  await startHarvester({ home, webPort, port: harvester, kafka });
  const isThere = await fetch(`${scifishUrl}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
  process.stdout.write(
    `\nThe beamline of the lab is B310A. Its scans go to SciFish at ${scifishUrl}` +
      `${isThere ? '' : ', which does not answer: they wait until you `npm start`'}.\n` +
      `The Tango harvester (http://127.0.0.1:${harvester}/ready) records what is chosen for B310A in SciDog.\n` +
      'Try: npm run lab -- scan ascan mot01 0 1 10 0.1\n' +
      '     npm run lab -- visit 20260123 2026112208     (proposal and visit of the next scans)\n' +
      '     npm run lab -- down\n',
  );
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof SetupError ? error.message : (error as Error).stack}\n`);
    process.exit(1);
  },
);
