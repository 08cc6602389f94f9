import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '@scizoo/local-servers';
import { LAYOUT, notePid, openDataDir, sentenceOf, takeOver } from './data-dir';
import { openSecrets, writeAccounts } from './secrets';

describe('the data folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'scizoo data '));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const version = () => JSON.parse(readFileSync(join(dir, 'version.json'), 'utf8')) as { layout: number };

  it('is made at the first start and taken as it is later', async () => {
    await openDataDir(dir);
    await openDataDir(dir);
    expect(version()).toEqual({ layout: LAYOUT });
  });
  it('is migrated step by step', async () => {
    writeFileSync(join(dir, 'version.json'), '{"layout":1}');
    const steps: number[] = [];
    const step = (n: number) => async () => void steps.push(n);
    await openDataDir(dir, { 1: step(1), 2: step(2) }, 3);
    expect(steps).toEqual([1, 2]);
    expect(version()).toEqual({ layout: 3 });
  });
  it('is refused when it is newer, too old, broken or somebody else’s', async () => {
    writeFileSync(join(dir, 'version.json'), '{"layout":9}');
    await expect(openDataDir(dir)).rejects.toThrow('made by a newer SciZoo');
    writeFileSync(join(dir, 'version.json'), '{"layout":0}');
    await expect(openDataDir(dir)).rejects.toThrow('made by an older SciZoo');
    writeFileSync(join(dir, 'version.json'), '{');
    await expect(openDataDir(dir)).rejects.toThrow('cannot be read');
    rmSync(join(dir, 'version.json'));
    writeFileSync(join(dir, 'thesis.tex'), '');
    await expect(openDataDir(dir)).rejects.toThrow('no version.json of SciZoo');
  });
  it('is refused where no folder can be made', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(openDataDir(join(dir, 'file', 'data'))).rejects.toThrow('cannot be written');
    // Elsewhere the file system of processes does not exist, and this is a folder that nobody may make.
    await expect(openDataDir('/proc/nowhere/data')).rejects.toThrow('cannot be written');
  });
  it('says in a sentence what the file system refuses, while it runs too', () => {
    const refused = (code: string) => sentenceOf(Object.assign(new Error('write'), { code }), '/data');
    expect(refused('ENOSPC').message).toBe('No space left on the disk: free some and start again.');
    expect(refused('EROFS').message).toContain('/data cannot be written (EROFS)');
    expect(refused('EIO').message).toBe('write');
  });
  it('ends what a killed run left, but no process that only has its number', async () => {
    await openDataDir(dir);
    const left = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await notePid(dir, 'kafka', left.pid!);
    writeFileSync(join(dir, 'run', 'mongodb.json'), JSON.stringify({ pid: stranger.pid, startTime: '1' }));
    const gone = once(left, 'exit');
    expect((await takeOver(dir)).ended).toEqual(['kafka']);
    await gone;
    expect(startTimeOf(stranger.pid!)).toBeDefined();
    const ended = once(stranger, 'exit');
    stranger.kill();
    await ended;
  });
  it('belongs to one runner at a time', async () => {
    await openDataDir(dir);
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    const release = await notePid(dir, 'runner', other.pid!);
    await expect(takeOver(dir)).rejects.toThrow('SciZoo runs already');
    const ended = once(other, 'exit');
    other.kill();
    await ended;
    await release();
    const { giveBack } = await takeOver(dir);
    await giveBack();
    expect(() => statSync(join(dir, 'run', 'runner.json'))).toThrow();
  });
  it('keeps its secrets to its owner and over restarts', async () => {
    const accounts = [
      { username: 'staff', displayName: 'S', email: 's@zoo.example', purpose: '', groups: ['zoosaxs-staff', 'x'] },
    ];
    const first = await openSecrets(dir, accounts);
    expect(await openSecrets(dir, accounts)).toEqual(first);
    expect(first.jwtSecret.length).toBeGreaterThanOrEqual(32);
    expect(first.ingestToken.length).toBeGreaterThanOrEqual(32);
    const file = await writeAccounts(dir, accounts, first);
    for (const secret of [file, join(dir, 'secrets.json')]) expect(statSync(secret).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([
      expect.objectContaining({ username: 'staff', password: first.passwords['staff'], role: ['zoosaxs-staff', 'x'] }),
    ]);
  });
});
