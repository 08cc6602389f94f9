import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScanRow } from './catalogue-reader';
import { holds, same } from './checks';
import { randomPosition, type Surroundings, written } from './scan-checks';

const QUICK_SCANS = 12;

/** Whose scan it is, told by macros, by door, or by nobody. */
export async function checkWhoseScan({ lab, catalogue, checks, proposal, visit }: Surroundings): Promise<void> {
  const say = async (...words: string[]) => same((await lab.scan(words)).ending, 'finish', words.join(' '));
  const command = () => {
    const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
    return { words: ['ascan', 'mot01', from, to, 2, 0.02], text: `ascan mot01 ${written(from)} ${written(to)} 2 0.02` };
  };
  await checks.check('the recorder comes out of a wheel and fits this SciFish', async () => {
    const said = await lab.python(['-m', 'scizoo_scifish_recorder.check', lab.options.scifishUrl]);
    holds(/takes this recorder/.test(said) && said.includes(lab.options.home), said);
  });
  await checks.check('proposal, sample and title set by macros: kept as typed', async () => {
    await say('setproposal', '00418213', '2026112208');
    await say('setsample', 'Fe3O4 7');
    await say('settitle', 'Fe', '2p', 'at', '5', 'µm');
    const { words, text } = command();
    same((await lab.scan(words)).ending, 'finish', 'the macro');
    const row = await catalogue.ended('00418213', text);
    same([row.proposalIds, row.visit, row.datasetName], [['00418213'], '2026112208', 'Fe 2p at 5 µm'], 'the row');
    for (const name of ['setsample', 'settitle']) await say(name, '-');
    await say('setproposal', proposal, visit);
  });
  await checks.check('two doors at once: both scans whole, each with its door', async () => {
    // Counters of its own: two scans that ask the same ones at the same moment break each other in Sardana.
    // And the group used once alone: Sardana makes its Tango proxies within the callback of a subscription at the first use,
    // and waits for ever when the other door makes some at the same moment.
    for (const words of [
      ['defmeas', 'mntgrp_door2', 'mca01'],
      ['senv', 'b310a/door/02.ActiveMntGrp', 'mntgrp_door2'],
      ['timescan', 1, 0.05, 0.03],
    ])
      same((await lab.scan(words, ['--door', '2'])).ending, 'finish', words.join(' '));
    const { words, text } = command();
    const points = 5 + Math.floor(Math.random() * 5);
    const both = await Promise.all([lab.scan(words), lab.scan(['timescan', points, 0.05, 0.03], ['--door', '2'])]);
    same(
      both.map(({ ending }) => ending),
      ['finish', 'finish'],
      'the macros',
    );
    const rows = [
      await catalogue.ended(proposal, text),
      await catalogue.ended(proposal, `timescan ${points} 0.05 0.03`),
    ] as const;
    same(rows.map(({ state, pointsDone }) => [state, pointsDone]), [['finished', 3], ['finished', points]], 'the rows'); // prettier-ignore
    const doors = await Promise.all(rows.map(async ({ pid }) => (await catalogue.metadata(pid))['door']));
    same(doors, ['b310a/door/01', 'b310a/door/02'], 'the doors');
  });
  await checks.check(`${QUICK_SCANS} quick scans in one macro: each has its row, no number is missing`, async () => {
    same((await lab.scan(['quickscans', 'mot03', QUICK_SCANS])).ending, 'finish', 'the macro');
    const isQuick = ({ command: told, state }: ScanRow) => told.startsWith('ascan mot03 ') && state === 'finished';
    const rows = await catalogue.eventually(
      async () => (await catalogue.rows(proposal)).filter(isQuick),
      (found) => found.length === QUICK_SCANS,
    );
    const sorted = rows.map(({ scanNumber }) => scanNumber).sort((x, y) => x - y);
    same((sorted.at(-1) as number) - (sorted[0] as number), QUICK_SCANS - 1, 'the span of their numbers');
  });
  await checks.check('nothing says whose scan it is: the schedule does', async () => {
    const folder = join(lab.options.home, 'data', 'free');
    await mkdir(folder, { recursive: true });
    await say('setproposal', '-');
    await say('senv', 'ScanDir', folder);
    const { words, text } = command();
    same((await lab.scan(words)).ending, 'finish', 'the macro');
    const row = await catalogue.ended(proposal, text);
    same([row.proposalIds, row.sourceFolder], [[proposal], folder], 'the row');
    await lab.must('visit', proposal, visit);
  });
}

export async function checkKilledMacroServer({ lab, catalogue, checks, proposal }: Surroundings): Promise<void> {
  await checks.check(
    'a MacroServer killed during a scan: the scan is failed, "no end seen", once it is back',
    async () => {
      const to = randomPosition(5, 9);
      const command = `ascan mot_slow 0.0 ${written(to)} 50 0.1`;
      const running = lab.run(['scan', '--json', '--timeout', '15', 'ascan', 'mot_slow', '0', String(to), '50', '0.1']);
      await catalogue.row(proposal, command, ({ state }) => state === 'running');
      process.kill(await lab.pidOf('macroserver'), 'SIGKILL');
      await Promise.all([lab.must('up'), running]);
      same((await lab.scan(['ascan', 'mot01', 0, 1, 1, 0.02])).ending, 'finish', 'the next scan');
      const row = await catalogue.ended(proposal, command);
      same([row.state, row.reason], ['failed', 'no end seen'], 'the row');
    },
  );
}
