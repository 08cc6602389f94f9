import { type CaptureContent, type CaptureItem, formSchema } from '@scizoo/domain';

const BEAMLINE = 'zoosaxs';
const item = (
  name: string,
  key: string,
  attribute: string,
  unit: string,
  more: Partial<CaptureItem> = {},
): CaptureItem => {
  const parts = attribute.split('/');
  const source = { kind: 'tango' as const, device: parts.slice(0, 3).join('/'), attribute: parts[3] ?? '' };
  return { name, key, source, unit, type: 'number', when: 'both', timeoutMs: 300, ...more };
};

/** What the demo beamline records: the keys that its scans carry, and two forms. */
export const DEMO_CAPTURE: CaptureContent = {
  timeBudgetMs: 500,
  groups: [
    {
      name: 'Beam',
      enabled: true,
      items: [
        item('Ring current', 'ring_current', 'RING/DIA/DCCT-01/Current', 'mA', {
          required: true,
          plausible: { min: 0, max: 500 },
          nexus: 'NXentry/NXinstrument/NXsource/current',
        }),
        item('Undulator gap', 'undulator_gap', 'ZOOSAXS/ID/UNDULATOR-01/Gap', 'mm'),
      ],
    },
    {
      name: 'Optics',
      enabled: true,
      items: [
        item('Photon energy', 'photon_energy', 'ZOOSAXS/OPT/MONO-01/Energy', 'eV', {
          required: true,
          nexus: 'NXentry/NXinstrument/NXmonochromator/energy',
        }),
        item('Wavelength', 'wavelength', '', 'Å', {
          source: { kind: 'computed', expression: '12398.42 / photon_energy' },
          timeoutMs: undefined,
        }),
        item('Exit slit', 'exit_slit', 'ZOOSAXS/OPT/SLIT-04/Opening', 'um', { when: 'start' }),
      ],
    },
    {
      name: 'Sample environment',
      enabled: true,
      items: [
        item('Sample temperature', 'sample_temperature', 'ZOOSAXS/ENV/TC-01/Temperature', 'K', {
          plausible: { min: 4, max: 400, frozenScans: 20 },
          nexus: 'NXentry/NXsample/temperature',
        }),
        item('Water bath', 'water_bath', 'ZOOSAXS/ENV/BATH-01/WaterBath', 'degC'),
        item('Vacuum pressure', 'vacuum_pressure', 'ZOOSAXS/VAC/GAUGE-03/Pressure', 'mbar', { when: 'change' }),
        item('Humidity of the hutch', 'hutch_humidity', 'ZOOSAXS/ENV/HUTCH-01/Humidity', '%', { when: 'start' }),
      ],
    },
    {
      name: 'Detectors',
      enabled: true,
      items: [item('Detector distance', 'detector_distance', 'ZOOSAXS/DET/TABLE-X/Distance', 'mm', { when: 'start' })],
    },
    {
      name: 'Asked from the user',
      enabled: true,
      items: [
        {
          name: 'Sample',
          key: 'sample_name',
          source: { kind: 'form', form: 'sample', field: 'name' },
          type: 'text',
          when: 'start',
        },
        {
          name: 'Technique',
          key: 'technique',
          source: { kind: 'form', form: 'technique', field: 'technique' },
          type: 'text',
          when: 'start',
        },
      ],
    },
  ],
  forms: [
    {
      name: 'sample',
      title: 'Sample',
      schema: formSchema([
        { name: 'name', title: 'Name of the sample', kind: 'text', required: true, maxLength: 200 },
        { name: 'thickness', title: 'Thickness', kind: 'number', required: false, min: 0, unit: 'mm' },
        {
          name: 'holder',
          title: 'Holder',
          kind: 'choice',
          choices: ['capillary', 'kapton', 'window'],
          required: false,
        },
        { name: 'preparation', title: 'Preparation', kind: 'text', isLong: true, required: false },
      ]),
    },
    {
      name: 'technique',
      title: 'Technique',
      schema: formSchema([
        {
          name: 'technique',
          title: 'Technique',
          kind: 'choice',
          choices: ['SAXS', 'WAXS', 'XAS', 'alignment'],
          required: true,
        },
      ]),
    },
  ],
};

/** Gives the demo beamline its configuration as an administrator would, unless it has one. @returns whether it did */
export async function giveDemoCapture({
  url,
  username,
  password,
}: {
  url: string;
  username: string;
  password: string;
}): Promise<boolean> {
  const ask = async (path: string, body?: unknown, token?: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const token = String((await ask('/api/v3/auth/login', { username, password }))['id']);
  const path = `/api/v4/capture/${BEAMLINE}`;
  const shown = await ask(path, undefined, token);
  if (shown['active'] || shown['draft']) return false;
  const { version, revision } = await ask(`${path}/versions`, { content: DEMO_CAPTURE }, token);
  const reason = 'What the demo beamline has always recorded';
  await ask(`${path}/versions/${String(version)}/activate`, { revision, reason }, token);
  return true;
}
