import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run api`: the catalogue API alone, for those who bring their own database. Settings come from the environment as
 * they are (docs/operations/configuration.md); WEB_DIR adds the built web program, dist/apps/web/browser.
 */
const root = join(import.meta.dirname, '..', '..');
if (!process.env['MONGODB_URI']) {
  process.stderr.write('MONGODB_URI is not set: name your MongoDB replica set with it, or run `npm start`.\n');
  process.exit(1);
}
const child = spawn(process.execPath, [join(root, 'dist', 'apps', 'catalogue-api', 'main.js')], {
  stdio: ['inherit', 'inherit', 'inherit'],
});
const pass = (signal: NodeJS.Signals) => child.kill(signal);
process.on('SIGINT', () => undefined);
process.on('SIGTERM', pass);
process.on('SIGHUP', pass);
process.on('disconnect', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
