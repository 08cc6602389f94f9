import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { igorPacked, igorWave, REGION, sesText, SPECS_TEXT } from '../testing/samples';
import { momentOf } from '../local-moment';
import { SPECS_IGOR_TEXT } from '../testing/specs-samples';
import { type FileHeader, formatOf } from './index';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traps-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function headerOf(name: string, content: string | Buffer): Promise<FileHeader> {
  const path = join(folder, name);
  await writeFile(path, content);
  return formatOf(path)!.format.read(path);
}
const valueOf = (header: FileHeader, key: string) => header.values.find((value) => value.key === key);
const O1S = { ...REGION, 'Region Name': 'O1s', 'Spectrum Name': 'O1s', 'Pass Energy': '20' };

describe('letters of a Windows computer', () => {
  it('are read where they stand behind megabytes of numbers', async () => {
    const text = sesText(
      [
        { ...REGION, User: 'Jose', Comments: 'first' },
        { ...O1S, Comments: '25 µm, °C' },
      ],
      20_000,
    );
    const header = await headerOf('Far_0001.txt', Buffer.from(text, 'latin1'));
    expect(valueOf(header, 'comments')?.value).toEqual(['first', '25 µm, °C']);
  });
  it.each([
    ['UTF-16 without a mark', Buffer.from(sesText(), 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${sesText()}`, 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${sesText()}`)],
    ['lines ended by CR', Buffer.from(sesText().replaceAll('\r\n', '\r'))],
  ])('are read as %s', async (_, bytes) => {
    const header = await headerOf('Enc_0001.txt', bytes);
    expect(header).toMatchObject({ user: 'Łucja' });
    expect(valueOf(header, 'comments')?.value).toBe('ΔE checked, 25 µm slit');
  });
});

describe('values of a header', () => {
  it('with a decimal comma are numbers where they have a unit, and nowhere else', async () => {
    const region = { ...REGION, 'Excitation Energy': '1486,61', 'Step Time': '200,5', 'Detector corner': '10,20' };
    const header = await headerOf('Comma_0001.txt', sesText([region]).replace('=295.5', '=295,5'));
    expect(valueOf(header, 'excitation_energy')?.value).toBe(1486.61);
    expect(valueOf(header, 'dwell_time')?.value).toBe(200.5);
    expect(valueOf(header, 'manipulator_sample_temp')?.value).toBe(295.5);
    expect(valueOf(header, 'detector_corner')?.value).toBe('10,20');
  });
  it('that name something stay as they were typed', async () => {
    const region = { ...REGION, 'Region Name': '300', Badge: '00418213', Serial: '12345678901234567890', X: '1e999' };
    const header = await headerOf('Names_0001.txt', sesText([region]));
    expect(valueOf(header, 'region_name')?.value).toBe('300');
    expect(valueOf(header, 'badge')?.value).toBe('00418213');
    expect(valueOf(header, 'serial')?.value).toBe('12345678901234567890');
    expect(valueOf(header, 'x')?.value).toBe('1e999');
  });
  it('may be called like members that every object has, or by a digit first', async () => {
    const region = { ...REGION, constructor: 'Zoo Ltd', '2nd grating [1/mm]': '600' };
    const header = await headerOf('Called_0001.txt', sesText([region]));
    expect(valueOf(header, 'constructor_')?.value).toBe('Zoo Ltd');
    expect(valueOf(header, '2nd_grating')).toMatchObject({ value: 600, unit: '1/mm' });
    expect(header.values.every(({ key }) => typeof key === 'string')).toBe(true);
  });
  it('by the thousand take no longer than the file', async () => {
    const motors = Array.from({ length: 40_000 }, (_, n) => [`Motor ${n}`, String(n)]);
    const header = await headerOf('Many_0001.txt', sesText([{ ...REGION, ...Object.fromEntries(motors) }]));
    expect(valueOf(header, 'motor_100')?.value).toBe(100);
  }, 5000);
});

describe('sections of a header', () => {
  it('that are numbered for themselves are no regions', async () => {
    const note = '[SES]\rRegion Name=Ag3d\rPass Energy=50\r[Motor 7]\rMotor name=theta\r';
    const header = await headerOf('Motor_0001.ibw', igorWave(REGION, { note }));
    expect(valueOf(header, 'number_of_regions')?.value).toBe(1);
    expect(valueOf(header, 'motor_name')?.value).toBe('theta');
  });
  it('that are missing are told as a fault, beside what the file has', async () => {
    const header = await headerOf('Cut_0001.txt', sesText([REGION, O1S]).split('[Region 2]')[0]!);
    expect(header.fault).toBe('is cut off: 1 of 2 regions are missing');
    expect(valueOf(header, 'pass_energy')?.value).toBe(50);
  });
});

describe('Igor waves', () => {
  it('of one acquisition are told together, whichever is read', async () => {
    await headerOf('Ag_0001Ag3d_001.ibw', igorWave());
    await headerOf('Ag_0002Ag3d_001.ibw', igorWave({ ...REGION, File: 'T:\\raw\\Ag_0002.ibw', 'Pass Energy': '5' }));
    for (const name of ['Ag_0001O1s_002.ibw', 'Ag_0001Ag3d_001.ibw']) {
      const header = await headerOf(name, igorWave(name.includes('O1s') ? O1S : REGION));
      expect(valueOf(header, 'region_name')?.value).toEqual(['Ag3d', 'O1s']);
      expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: [50, 20], unit: 'eV' });
    }
  });
  it.each([
    ['MgB2_1105_0003MgB2_001.ibw', 'MgB2_1105_0003'],
    ['Ag_0001run_2023_001.ibw', 'Ag_0001'],
  ])('%s belong where SES says it saved them', async (name, stem) => {
    const header = await headerOf(name, igorWave({ ...REGION, File: `D:\\data\\${stem}.txt,.pxt,.ibw` }));
    expect(header.stem).toBe(stem);
  });
  it('tell what they are measured over', async () => {
    const header = await headerOf(
      'Dim_0001.ibw',
      igorWave(REGION, {
        dimensions: [
          ['Kinetic Energy [eV]', 40],
          ['deg', 5],
        ],
      }),
    );
    expect(valueOf(header, 'dimension_1_name')?.value).toBe('Kinetic Energy [eV]');
    expect(valueOf(header, 'dimension_1_size')?.value).toBe(40);
    expect(valueOf(header, 'dimension_2_name')?.value).toBe('deg');
  });
  it('of version 3 have their note elsewhere', async () => {
    const note = Buffer.from('[SES]\rRegion Name=Ag3d\rPass Energy=50\r');
    const head = Buffer.alloc(20 + 110 + 16);
    head.writeInt16LE(3, 0);
    head.writeInt32LE(110 + 16, 2);
    head.writeInt32LE(note.length, 6);
    expect(await headerOf('Old_0001.ibw', Buffer.concat([head, note]))).toMatchObject({ title: 'Ag3d' });
  });
  it('that a later record of an experiment replaces are not told', async () => {
    const experiment = igorPacked([REGION, O1S]);
    experiment.writeUInt16LE(0x8003, experiment.indexOf('history') + 'history'.length);
    const header = await headerOf('New_0001.pxt', experiment);
    expect(valueOf(header, 'region_name')?.value).toBe('O1s');
  });
});

describe('text of Prodigy', () => {
  it('tells all parameters that a beamline has added, and a time with a distance to UTC', async () => {
    const added = ['# Parameter: "Sample temperature" [K] = 300,5', '# Parameter: "Gas" = O2', '# Dwell Time:'];
    const text = SPECS_TEXT.replace('14:19:47 UTC', '16:19:47 UTC+2').replace('# Dwell Time:', added.join('\r\n'));
    const header = await headerOf('added.xy', text);
    expect(valueOf(header, 'sample_temperature')).toMatchObject({ value: [300.5, ''], unit: 'K' });
    expect(valueOf(header, 'gas')?.value).toEqual(['O2', '']);
    expect(momentOf(header.writtenAt!, 'America/New_York', Date.parse('2026-11-23'))).toEqual(
      new Date('2026-11-22T14:19:47Z'),
    );
  });
});

describe('Igor text of Prodigy', () => {
  it('tells its time in UTC, waves with a blank in their name, and what they are measured over', async () => {
    const second = SPECS_IGOR_TEXT.slice(SPECS_IGOR_TEXT.indexOf('X //Acquisition')).replaceAll('FermiEdge', 'Fe 2p');
    const header = await headerOf('two.itx', `${SPECS_IGOR_TEXT}${second}`);
    expect(header.writtenAt).toEqual({ date: '2026-11-22', time: '14:33:14', zone: 'UTC' });
    expect(valueOf(header, 'region_name')?.value).toEqual(['FermiEdge', 'Fe 2p']);
    expect(valueOf(header, 'dimension_1_name')?.value).toBe('deg (theta_y)');
    expect(valueOf(header, 'dimension_2_name')?.value).toBe('eV (Kinetic Energy)');
    expect(header.values.some(({ key }) => key.includes('date') || key.includes('exporter'))).toBe(false);
  });
});
