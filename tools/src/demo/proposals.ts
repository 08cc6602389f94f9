import { type EventData, makeEvent, type SciZooEvent, sourceOf } from '@scizoo/messaging';

export interface DemoProposal {
  proposalId: string;
  title: string;
  abstract: string;
  beamline: string;
  pi: { firstName: string; lastName: string; email: string };
  team: { firstName: string; lastName: string; email: string }[];
  samples: { sampleId: string; name: string; description: string }[];
}

/** Made up from end to end: people, places and questions. */
export const PROPOSALS: readonly DemoProposal[] = [
  {
    proposalId: '20260101',
    title: 'How iron moves through a zinc battery',
    abstract:
      'Iron that gets into a zinc battery shortens its life. We follow where it goes with small-angle scattering and with absorption at the iron edge while cells are charged.',
    beamline: 'zoosaxs',
    pi: { firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@uni.example' },
    team: [{ firstName: 'Per', lastName: 'Prov', email: 'per.prov@uni.example' }],
    samples: [
      { sampleId: '20260101-fe-foil', name: 'Iron foil, 7 µm', description: 'Reference for the iron K edge' },
      { sampleId: '20260101-cell-a', name: 'Cell A', description: 'Zinc cell with a window, 2 mg/l iron' },
      { sampleId: '20260101-cell-b', name: 'Cell B', description: 'Zinc cell with a window, no iron' },
    ],
  },
  {
    proposalId: '20260102',
    title: 'Copper in the growing silica of diatoms',
    abstract:
      'Diatoms take up copper while they build their shells. Mesh scans show where silica is dense, absorption scans in what state the copper is.',
    beamline: 'zoosaxs',
    pi: { firstName: 'Gustav', lastName: 'Gast', email: 'gustav.gast@institute.example' },
    team: [{ firstName: 'Greta', lastName: 'Grund', email: 'greta.grund@institute.example' }],
    samples: [
      { sampleId: '20260102-cu-foil', name: 'Copper foil, 5 µm', description: 'Reference for the copper K edge' },
      { sampleId: '20260102-diatom-3', name: 'Diatoms, day 3', description: 'Filtered and dried on a membrane' },
      { sampleId: '20260102-diatom-9', name: 'Diatoms, day 9', description: 'Filtered and dried on a membrane' },
    ],
  },
  {
    proposalId: '20260123',
    title: 'Oxide layers on steel, seen by photoemission',
    abstract: 'Photoemission of steel surfaces after heating in a little oxygen; the proposal of the lab beamline.',
    beamline: 'b310a',
    pi: { firstName: 'Lena', lastName: 'Labor', email: 'lena.labor@uni.example' },
    team: [],
    samples: [{ sampleId: '20260123-steel-1', name: 'Steel plate 1', description: 'Polished, 10 mm × 10 mm' }],
  },
];
const PROPOSAL_SOURCE = sourceOf('proposals', 'demo');
const DAY_MS = 24 * 3600 * 1000;
export const PERIOD_DAYS = 28;

/** The proposal as the user office would tell it, with beamtime from the day of `since` on. */
export function proposalEvent(
  proposal: DemoProposal,
  since: Date,
  sequence: number,
): SciZooEvent<'org.scizoo.proposal.changed.v1'> {
  const start = new Date(Math.floor(since.getTime() / DAY_MS) * DAY_MS - DAY_MS);
  const end = new Date(start.getTime() + PERIOD_DAYS * DAY_MS);
  const period = { start: start.toISOString(), end: end.toISOString() };
  const { proposalId, title, abstract, beamline, pi, team, samples } = proposal;
  const data: EventData<'org.scizoo.proposal.changed.v1'> = {
    proposalId,
    title,
    abstract,
    type: 'Default Proposal',
    principalInvestigator: pi,
    proposer: pi,
    team,
    instruments: [beamline],
    startTime: period.start,
    endTime: period.end,
    measurementPeriods: [{ instrument: beamline, ...period }],
    samples,
  };
  return makeEvent('org.scizoo.proposal.changed.v1', { subject: proposalId, source: PROPOSAL_SOURCE, sequence }, data);
}
