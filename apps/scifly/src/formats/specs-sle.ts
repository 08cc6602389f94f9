import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { FileFormat, FileHeader } from './file-format';
import { keyOf, type Region, tell, tellText, valuesOf } from './regions';
import { prodigyTime } from './specs-xy';
import { XmlStream } from './xml-of';

type Row = Record<string, SQLOutputValue>;
const MOST_SPECTRA = 2000;
/** Columns of the table of spectra, by the names that all formats share. */
const COLUMNS: readonly (readonly [column: string, name: string, unit?: string])[] = [
  ['EnergyType', 'energy_scale'],
  ['ElectronEnergy', 'start_energy'],
  ['Step', 'energy_step'],
  ['EpassOrRR', 'pass_energy'],
  ['Ubias', 'bias_voltage'],
  ['Udet', 'detector_voltage'],
  ['Wf', 'work_function'],
  ['Samples', 'values_per_curve'],
  ['Eexc', 'excitation_energy'],
];
/** What the schedule tells of a spectrum beside the table. */
interface Scheduled {
  readonly name: string;
  readonly group: string;
  settings: Readonly<Record<string, string>>;
  mode: string;
}

/**
 * Opened as if it never changed: SQLite then takes no lock and looks for no journal, so that Prodigy, which may still write,
 * never waits for us. Half of a change can then be seen; such a file is read again when it stands still.
 */
async function withDatabase<T>(path: string, work: (database: DatabaseSync) => T): Promise<T> {
  const { DatabaseSync } = await import('node:sqlite');
  const address = pathToFileURL(path);
  address.search = '?mode=ro&immutable=1';
  const database = new DatabaseSync(address, { readOnly: true, allowExtension: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const SPECTRA = `SELECT s.*, m.InternalID AS id, r.ScanDate AS begun, r.Eexc AS Eexc, r.curves AS curves
  FROM Spectrum s JOIN NodeMapping m ON m.Node = s.Node
  LEFT JOIN (SELECT Node, min(ScanDate) AS ScanDate, min(Eexc) AS Eexc, count(*) AS curves FROM RawData GROUP BY Node) r
    ON r.Node = s.Node
  ORDER BY s.Node LIMIT ${MOST_SPECTRA}`;

/** SPECS Prodigy, `.sle`: a database that grows as long as the experiment lasts. */
export const SPECS_SLE: FileFormat = {
  name: 'specs-sle',
  growsForHours: true,
  stemOf: (fileName) => /^(.+)\.sle$/i.exec(fileName)?.[1],
  read: (path) =>
    withDatabase(path, (database): FileHeader => {
      const settings = configurationOf(database);
      const scheduled = scheduleOf(settings.get('schedule') ?? '');
      const rows = database.prepare(SPECTRA).all();
      if (rows.length === 0) throw new Error('holds no spectrum yet');
      const groups = new Set(rows.map((row) => scheduled.get(String(row['id']))?.group ?? ''));
      const title = [...groups].find((name) => name.trim() !== '');
      const writtenAt = prodigyTime(String(rows.map((row) => row['begun'] ?? row['Timestamp']).sort()[0]));
      const version = settings.get('appversion');
      return {
        ...(title && { title: title.trim() }),
        ...(writtenAt && { writtenAt }),
        values: [
          ...valuesOf(rows.map((row) => regionOf(row, scheduled.get(String(row['id']))))),
          ...(version ? [{ key: 'program_version', value: version }] : []),
        ],
      };
    }),
};

function configurationOf(database: DatabaseSync): Map<string, string> {
  try {
    const rows = database.prepare('SELECT Key, Value FROM Configuration').all();
    return new Map(rows.map((row) => [String(row['Key']).toLowerCase(), String(row['Value'])]));
  } catch (cause) {
    throw new Error(`is no database of Prodigy: ${(cause as Error).message}`, { cause });
  }
}

function regionOf(row: Row, scheduled: Scheduled | undefined): Region {
  const region: Region = new Map();
  if (scheduled) {
    tell(region, 'region_name', scheduled.name);
    tell(region, 'group', scheduled.group.trim());
    tell(region, 'energy_scan_mode', scheduled.mode);
  }
  for (const [column, name, unit] of COLUMNS) {
    const value = row[column];
    if (typeof value === 'number' || typeof value === 'string') tell(region, name, value, unit);
  }
  // The table has what was done; the schedule only adds what the table does not tell.
  for (const [name, text] of Object.entries(scheduled?.settings ?? {}))
    if (!SAID_BY_TABLE.has(name)) tellText(region, spaced(name), text);
  const curves = row['curves'];
  if (typeof curves === 'number') tell(region, 'curves', curves);
  return region;
}
const SAID_BY_TABLE = new Set(['Ebin', 'Ekin', 'Epass', 'NumValues', 'End']);
const spaced = (name: string): string => keyOf(name.replace(/([a-z])([A-Z])/g, '$1 $2'));

/** Names and settings of spectra by their id. */
function scheduleOf(schedule: string): ReadonlyMap<string, Scheduled> {
  const found = new Map<string, Scheduled>();
  let group = '';
  let current: Scheduled | undefined;
  const xml = new XmlStream({
    opened: ({ tag, attributes }) => {
      if (tag === 'SpectrumGroup') group = attributes['Name'] ?? '';
      if (tag === 'Spectrum') {
        current = { name: attributes['Name'] ?? '', group, settings: {}, mode: '' };
        found.set(attributes['ID'] ?? '', current);
      }
      const mode = /^(Fixed\w+|Constant\w+|Snapshot|Detector\w*)Settings$/.exec(tag)?.[1];
      if (current && mode) Object.assign(current, { mode, settings: attributes });
    },
    closed: ({ tag }) => {
      if (tag === 'Spectrum') current = undefined;
    },
  });
  if (schedule !== '') xml.write(schedule).end();
  return found;
}
