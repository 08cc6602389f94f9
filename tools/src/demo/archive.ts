import { createHash } from 'node:crypto';

/** Earlier visits of the demo facility, made up from end to end, so that there is something to search for. */
export interface DemoArchive {
  readonly proposals: readonly Record<string, unknown>[];
  readonly samples: readonly Record<string, unknown>[];
  readonly datasets: readonly ArchivedDataset[];
}
export interface ArchivedDataset extends Record<string, unknown> {
  readonly pid: string;
  readonly creationTime: string;
  readonly sourceFolder: string;
}
interface Visit {
  readonly proposalId: string;
  readonly title: string;
  readonly abstract: string;
  readonly beamline: 'zoosaxs' | 'b310a';
  readonly pi: readonly [first: string, last: string, email: string];
  readonly from: string;
  readonly days: number;
  readonly isOpen: boolean;
  readonly samples: readonly (readonly [id: string, name: string, description: string, thicknessUm: number])[];
  readonly techniques: readonly Technique[];
  readonly energiesKeV: readonly number[];
  readonly keywords: readonly string[];
  readonly scans: number;
}
interface Technique {
  readonly pid: string;
  readonly name: string;
}
const PANET = 'http://purl.org/pan-science/PaNET/';
const SAXS = { pid: `${PANET}PaNET01188`, name: 'small angle x-ray scattering' };
const XAS = { pid: `${PANET}PaNET01196`, name: 'x-ray absorption spectroscopy' };
const XRF = { pid: `${PANET}PaNET01113`, name: 'x-ray fluorescence' };

const VISITS: readonly Visit[] = [
  {
    proposalId: '20240007',
    title: 'Growth of cellulose fibrils in spun films',
    abstract:
      'While a film dries, its fibrils find their order. Small-angle scattering follows their distance and direction every half minute.',
    beamline: 'zoosaxs',
    pi: ['Frida', 'Fiber', 'frida.fiber@institute.example'],
    from: '2024-03-11T08:00:00.000Z',
    days: 4,
    isOpen: true,
    samples: [
      ['20240007-film-1', 'Film 1, wet', 'Spun from 2 % suspension, measured while drying', 80],
      ['20240007-film-2', 'Film 2, dry', 'The same batch after a night at 40 °C', 22],
    ],
    techniques: [SAXS],
    energiesKeV: [12.4],
    keywords: ['cellulose', 'drying', 'fibrils'],
    scans: 44,
  },
  {
    proposalId: '20240031',
    title: 'Manganese in tree rings of a mining valley',
    abstract:
      'Trees write down what was in the ground water. Fluorescence maps and the manganese edge tell in which years and in what form.',
    beamline: 'zoosaxs',
    pi: ['Torsten', 'Tall', 'torsten.tall@uni.example'],
    from: '2024-10-02T06:00:00.000Z',
    days: 5,
    isOpen: true,
    samples: [
      ['20240031-core-a', 'Core A', 'Drill core of a pine, 1920 to 2020', 500],
      ['20240031-core-b', 'Core B', 'Drill core of a spruce, 1960 to 2020', 500],
      ['20240031-mn-foil', 'Manganese foil', 'Reference for the manganese K edge', 5],
    ],
    techniques: [XRF, XAS],
    energiesKeV: [6.539, 6.55, 7.2],
    keywords: ['manganese', 'dendrochemistry', 'mapping'],
    scans: 52,
  },
  {
    proposalId: '20250012',
    title: 'Order of copper nanoparticles under gas',
    abstract:
      'Copper particles on silica are heated in hydrogen and in carbon dioxide; scattering gives their size, absorption their state.',
    beamline: 'zoosaxs',
    pi: ['Kaj', 'Kolloid', 'kaj.kolloid@uni.example'],
    from: '2025-05-19T06:00:00.000Z',
    days: 6,
    isOpen: false,
    samples: [
      ['20250012-cu-5nm', 'Cu/SiO2, 5 nm', 'Impregnated, 2 % copper by weight', 300],
      ['20250012-cu-20nm', 'Cu/SiO2, 20 nm', 'Impregnated, 2 % copper by weight', 300],
    ],
    techniques: [SAXS, XAS],
    energiesKeV: [8.979, 9.05, 12.4],
    keywords: ['copper', 'catalysis', 'operando'],
    scans: 48,
  },
  {
    proposalId: '20250044',
    title: 'Passive films on stainless steel in warm brine',
    abstract:
      'Photoemission of the first nanometres of steel after hours in brine at 60 °C, with and without molybdate.',
    beamline: 'b310a',
    pi: ['Rosa', 'Rost', 'rosa.rost@institute.example'],
    from: '2025-11-04T07:00:00.000Z',
    days: 3,
    isOpen: false,
    samples: [
      ['20250044-316-a', 'Steel 316, blank', 'Polished, not exposed', 1000],
      ['20250044-316-b', 'Steel 316, 24 h', 'Brine at 60 °C for a day', 1000],
    ],
    techniques: [],
    energiesKeV: [0.71, 0.88, 1.2],
    keywords: ['corrosion', 'photoemission', 'stainless steel'],
    scans: 30,
  },
];
const HOUR_MS = 3600_000;

/** The same number between 0 and 1 for the same words, so that a second start tells nothing new. */
export function chance(...words: (string | number)[]): number {
  return createHash('sha256').update(words.join('|')).digest().readUInt32BE(0) / 2 ** 32;
}
const rounded = (value: number, digits = 5) => Number(value.toPrecision(digits));
const quantity = (value: number, unit: string) => ({ value: rounded(value), unit });

/**
 * @param prefix handle prefix of the facility
 * @param instrumentIds PID of each beamline's instrument
 * @param root folder with those of the beamlines, from which files are handed out
 */
export function demoArchive(
  prefix: string,
  instrumentIds: Readonly<Record<string, string>>,
  root: string,
): DemoArchive {
  const datasets = VISITS.flatMap((visit) => datasetsOf(visit, prefix, instrumentIds, root));
  return {
    proposals: VISITS.map((visit) => proposalOf(visit, instrumentIds)),
    samples: VISITS.flatMap(samplesOf),
    datasets,
  };
}

const endOf = ({ from, days }: Visit) => new Date(Date.parse(from) + days * 24 * HOUR_MS).toISOString();

function proposalOf(visit: Visit, instrumentIds: Readonly<Record<string, string>>) {
  const [firstname, lastname, email] = visit.pi;
  return {
    proposalId: visit.proposalId,
    title: visit.title,
    abstract: visit.abstract,
    email,
    pi_email: email,
    pi_firstname: firstname,
    pi_lastname: lastname,
    firstname,
    lastname,
    ownerGroup: visit.proposalId,
    accessGroups: [],
    instrumentGroup: `${visit.beamline}-staff`,
    instrumentIds: instrumentIds[visit.beamline] ? [instrumentIds[visit.beamline]] : [],
    startTime: visit.from,
    endTime: endOf(visit),
    MeasurementPeriodList: [{ instrument: visit.beamline, start: visit.from, end: endOf(visit) }],
  };
}

function samplesOf(visit: Visit) {
  return visit.samples.map(([sampleId, sampleName, description, thickness]) => ({
    sampleId,
    sampleName,
    description,
    owner: visit.pi.slice(0, 2).join(' '),
    ownerGroup: visit.proposalId,
    instrumentGroup: `${visit.beamline}-staff`,
    proposalId: visit.proposalId,
    isPublished: visit.isOpen,
    sampleCharacteristics: { thickness: quantity(thickness, 'um'), temperature: quantity(295, 'K') },
  }));
}

function common(visit: Visit, instrumentIds: Readonly<Record<string, string>>) {
  const [firstname, lastname, email] = visit.pi;
  const instrumentId = instrumentIds[visit.beamline];
  return {
    owner: `${firstname} ${lastname}`,
    contactEmail: email,
    ownerGroup: visit.proposalId,
    accessGroups: [],
    instrumentGroup: `${visit.beamline}-staff`,
    principalInvestigators: [`${firstname} ${lastname}`],
    proposalIds: [visit.proposalId],
    instrumentIds: instrumentId ? [instrumentId] : [],
    creationLocation: `/Zoo/${visit.beamline}`,
    isPublished: visit.isOpen,
    license: 'CC-BY-4.0',
    dataFormat: 'NeXus',
  };
}

function datasetsOf(
  visit: Visit,
  prefix: string,
  instrumentIds: Readonly<Record<string, string>>,
  root: string,
): ArchivedDataset[] {
  const shared = common(visit, instrumentIds);
  const folder = `${root}/${visit.beamline}/${visit.proposalId}`;
  const raw = Array.from({ length: visit.scans }, (_, i) => rawOf(visit, shared, folder, prefix, i));
  const derived = raw
    .filter((_, i) => i % 4 === 3)
    .map((last, i) => derivedOf(visit, shared, folder, prefix, raw.slice(i * 4, i * 4 + 4), last));
  return [...raw, ...derived];
}

function rawOf(visit: Visit, shared: object, folder: string, prefix: string, index: number): ArchivedDataset {
  const number = index + 1;
  const of = (what: string) => chance(visit.proposalId, number, what);
  const start = Date.parse(visit.from) + (index / visit.scans) * visit.days * 24 * HOUR_MS;
  const minutes = 2 + of('minutes') * 25;
  const energy = visit.energiesKeV[index % visit.energiesKeV.length] ?? 12.4;
  const [sampleId = '', sampleName = ''] = visit.samples[index % visit.samples.length] ?? [];
  const technique = visit.techniques[index % Math.max(1, visit.techniques.length)];
  const temperature = 295 + (of('heated') < 0.3 ? 400 * of('temperature') : of('temperature'));
  return {
    ...shared,
    pid: `${prefix}/demo-${visit.proposalId}-${String(number).padStart(4, '0')}`,
    type: 'raw',
    datasetName: `${sampleName}, scan ${number}`,
    description: `${technique?.name ?? 'photoemission'} of ${sampleName}`,
    sourceFolder: `${folder}/raw/scan-${String(number).padStart(4, '0')}`,
    runNumber: String(number),
    creationTime: new Date(start).toISOString(),
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + minutes * 60_000).toISOString(),
    sampleIds: [sampleId],
    techniques: technique ? [technique] : [],
    keywords: [...visit.keywords, ...(of('hot') < 0.3 ? ['heated'] : [])],
    ...(of('rated') < 0.6 && { dataQualityMetrics: 1 + Math.floor(of('stars') * 5) }),
    ...(of('remark') < 0.2 && { comment: 'Beam moved at the end, use the first half.' }),
    scientificMetadata: {
      // Some beamlines write electronvolts, others thousands of them.
      photon_energy: visit.beamline === 'b310a' ? quantity(energy * 1000, 'eV') : quantity(energy, 'keV'),
      ring_current: quantity(396 + 6 * of('ring'), 'mA'),
      sample_temperature: quantity(temperature, 'K'),
      exposure_time: quantity(0.1 + of('exposure'), 's'),
      detector_distance: quantity(2450, 'mm'),
      scan_command: `ascan energy ${rounded(energy * 1000 - 20)} ${rounded(energy * 1000 + 60)} 80 0.3`,
      scan_type: 'ascan',
      scan_state: 'finished',
    },
  };
}

function derivedOf(
  visit: Visit,
  shared: object,
  folder: string,
  prefix: string,
  inputs: readonly ArchivedDataset[],
  last: ArchivedDataset,
): ArchivedDataset {
  const name = `average-${last['runNumber'] as string}`;
  return {
    ...shared,
    pid: `${prefix}/demo-${visit.proposalId}-${name}`,
    type: 'derived',
    datasetName: `Average of ${inputs.length} scans up to ${last['runNumber'] as string}`,
    description: 'Background taken off, normalised to the first monitor, averaged',
    sourceFolder: `${folder}/process/${name}`,
    creationTime: new Date(Date.parse(last.creationTime) + 2 * HOUR_MS).toISOString(),
    inputDatasets: inputs.map(({ pid }) => pid),
    usedSoftware: ['zoo-reduce 1.4'],
    sampleIds: last['sampleIds'],
    techniques: last['techniques'],
    keywords: [...visit.keywords, 'averaged'],
    scientificMetadata: { scans_averaged: inputs.length },
  };
}
