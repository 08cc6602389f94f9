import { spawn } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { onPath, repositoryRoot, SetupError } from '@scizoo/local-servers';

export interface LabOptions {
  readonly home: string;
  readonly tangoPort: number;
  readonly webPort: number;
  readonly scifishUrl: string;
}
/** How a macro went, as lab.py tells it. */
export interface MacroResult {
  /** finish, abort, stop, exception or refused */
  readonly ending: string | null;
  readonly seconds: number;
  readonly error: readonly string[];
}
interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const root = repositoryRoot();
const RECORDER = join(root, 'apps', 'scifish', 'recorder');
const fromEnvironment = (name: string): string | undefined => process.env[name] || undefined;

/** The lab's Tango and Sardana, with our recorder loaded: tools/lab, or the folder that LAB_DIR names. */
export class SardanaLab {
  private readonly env: Record<string, string | undefined>;
  readonly program = join(resolve(fromEnvironment('LAB_DIR') ?? join(root, 'tools', 'lab')), 'lab.py');

  constructor(readonly options: LabOptions) {
    this.env = {
      ...process.env,
      LAB_HOME: options.home,
      // kept between runs, because installing takes a minute or two
      LAB_VENV: fromEnvironment('LAB_VENV') ?? join(root, '.cache', 'lab', 'venv'),
      LAB_TANGO_PORT: String(options.tangoPort),
      LAB_WEB_PORT: String(options.webPort),
      LAB_RECORDER_PATH: join(RECORDER, 'scizoo_scifish_recorder'),
      LAB_MACRO_PATH: join(RECORDER, 'scizoo_scifish_recorder', 'macros'),
      LAB_RECORDERS: 'SciFishRecorder',
      SCIFISH_URL: options.scifishUrl,
      SCIFISH_SPOOL: join(options.home, 'scifish-spool.jsonl'),
    };
  }

  /** Has Sardana load the recorder as a beamline installs it: built as a wheel, installed by pip. */
  async installRecorder(): Promise<void> {
    const { home } = this.options;
    const [source, wheels, target] = ['recorder-source', 'wheels', 'recorder'].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ];
    await this.must('install');
    // a copy, because pip builds inside the folder
    await cp(RECORDER, source, { recursive: true, filter: (path) => !/__pycache__|\.egg-info|[/\\]build$/.test(path) });
    const pip = ['-m', 'pip', '--quiet', '--disable-pip-version-check'];
    await this.python([...pip, 'wheel', '--no-deps', '-w', wheels, source]);
    const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl')) as string;
    await this.python([...pip, 'install', '--no-deps', '--target', target, join(wheels, wheel)]);
    this.env['LAB_RECORDER_PATH'] = join(target, 'scizoo_scifish_recorder');
    this.env['LAB_MACRO_PATH'] = join(target, 'scizoo_scifish_recorder', 'macros');
    this.env['PYTHONPATH'] = target;
  }

  /** Runs the Python of the lab. @throws Error with what it said */
  async python(args: readonly string[]): Promise<string> {
    const { code, out, err } = await this.spawned(join(this.env['LAB_VENV'] as string, 'bin', 'python'), args);
    if (code !== 0)
      throw new Error(`python ${args.join(' ')} ended with ${code}:\n${(err || out).trim().slice(-2000)}`);
    return out;
  }

  /** Runs lab.py with the terminal of this process; for people. */
  async show(args: readonly string[]): Promise<number> {
    const child = spawn(python(), [this.program, ...args], { env: this.env, stdio: 'inherit' });
    return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
  }

  run(args: readonly string[]): Promise<Ran> {
    return this.spawned(python(), [this.program, ...args]);
  }
  private spawned(program: string, args: readonly string[]): Promise<Ran> {
    const child = spawn(program, args, { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    return new Promise((done) => child.once('close', (code) => done({ code: code ?? 1, out, err })));
  }

  /** @throws Error with the last lines of what the lab said */
  async must(...args: string[]): Promise<string> {
    const { code, out, err } = await this.run(args);
    if (code !== 0) throw new Error(`lab.py ${args.join(' ')} ended with ${code}:\n${err.trim().slice(-2000)}`);
    return out;
  }

  /** Runs a macro to its end, however it ends. */
  async scan(words: readonly (string | number)[], options: readonly string[] = []): Promise<MacroResult> {
    const { out, err } = await this.run(['scan', '--json', ...options, ...words.map(String)]);
    try {
      return JSON.parse(out) as MacroResult;
    } catch {
      throw new Error(`lab.py scan ${words.join(' ')} gave no answer:\n${err.trim().slice(-2000)}`);
    }
  }

  private async parts(): Promise<Record<string, number | null>> {
    return (JSON.parse((await this.run(['status'])).out) as { parts: Record<string, number | null> }).parts;
  }
  /** Process of a part, to do it harm. */
  async pidOf(part: string): Promise<number> {
    return (await this.parts())[part] as number;
  }
  /** Command lines of the lab's processes that live. */
  async processes(): Promise<string[]> {
    const parts = await this.parts();
    const pids = Object.values(parts).filter((pid) => pid !== null);
    const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
    return (await Promise.all(lines)).map((line) => line.replaceAll('\0', ' ').trim()).filter(Boolean);
  }
}

function python(): string {
  const found = onPath('python3');
  if (!found) throw new SetupError('Python 3 with venv and pip is needed for the lab: install it and start again.');
  return found;
}
