import { holds, same } from './checks';
import { randomPosition, type Surroundings, written } from './scan-checks';

/** What the harvester of the lab watches of the machine. */
export const MACHINE_NOTES = 'Ring current=r3-d101/dia/dcct-01/current<50,Interlock=B310A-E01/VAC/IPG-01/Interlock';
const RING = 'R3-D101/DIA/DCCT-01/Behaviour';
const BEHAVIOUR = { ok: '0', alarm: '1', error: '3' } as const;
/** Held for five seconds, then through Kafka into the next round of notes. */
const TOLD_WITHIN_MS = 40_000;

interface Note {
  title: string;
  text: string;
  importance: string;
  createdAt: string;
}

/** The logbook tells of the machine by itself: from real Tango attributes, scan or no scan. */
export async function checkMachineNotes(all: Surroundings): Promise<void> {
  const { lab, catalogue, checks, proposal } = all;
  const notes = async (book: string): Promise<Note[]> =>
    (await catalogue.get<{ entries: Note[] }>(`/api/v4/logbook/books/${book}/entries?kind=machine&limit=200`)).entries;
  const ofRing = async () => (await notes('beamline:b310a')).filter(({ title }) => title.startsWith('Ring current: '));
  const ringNotes = (count: number) => catalogue.eventually(ofRing, (found) => found.length >= count, TOLD_WITHIN_MS);

  await checks.check('the logbook of the beamline tells that the beam is lost, and that it is back', async () => {
    try {
      const before = Date.now();
      await lab.must('write', RING, BEHAVIOUR.alarm);
      const [lost] = await ringNotes(1);
      same([lost?.title, lost?.text, lost?.importance], ['Ring current: 0 mA', 'lost: below 50 mA', 'important'], 'it');
      const at = Date.parse(lost?.createdAt ?? '');
      holds(at >= before - 3000 && at <= Date.now(), `it is of ${lost?.createdAt}`);
      await lab.must('write', RING, BEHAVIOUR.ok);
      const [back] = await ringNotes(2);
      holds(/^Ring current: (39[6-9]|400)/.test(back?.title ?? ''), `it says ${back?.title}`);
      same(back?.text, 'back; was 0 mA', 'its text');
    } finally {
      await lab.must('write', RING, BEHAVIOUR.ok);
    }
  });
  await checks.check(
    'a ring current that cannot be read is no lost beam; another change is told meanwhile',
    async () => {
      const gauge = 'B310A-E01/VAC/IPG-01/Behaviour';
      try {
        await lab.must('write', RING, BEHAVIOUR.error);
        await lab.must('write', gauge, BEHAVIOUR.alarm);
        const told = await catalogue.eventually(
          () => notes('beamline:b310a'),
          (found) => found.some(({ title }) => title === 'Interlock: false'),
          TOLD_WITHIN_MS,
        );
        same(told.find(({ title }) => title === 'Interlock: false')?.text, 'was true', 'its text');
        same((await ofRing()).length, 2, 'the number of notes about the ring');
      } finally {
        await lab.must('write', gauge, BEHAVIOUR.ok);
        await lab.must('write', RING, BEHAVIOUR.ok);
      }
    },
  );
  await checks.check('a scan is noted when it starts and when it ends, in the book of its proposal', async () => {
    const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
    same((await lab.scan(['ascan', 'mot01', from, to, 4, 0.1])).ending, 'finish', 'the macro');
    const command = `ascan mot01 ${written(from)} ${written(to)} 4 0.1`;
    const found = await catalogue.eventually(
      async () => (await notes(`proposal:${proposal}`)).filter(({ title }) => title.includes(command)),
      ({ length }) => length >= 2,
    );
    same(
      found.map(({ text }) => text),
      ['finished', 'started'],
      'what is noted, newest first',
    );
  });
}
