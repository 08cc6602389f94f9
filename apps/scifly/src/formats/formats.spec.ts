import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapFiles, writeH5, writeMap, zipOf } from '../testing/map-samples';
import { igorPacked, igorWave, REGION, sesText, SPECS_TEXT } from '../testing/samples';
import { SleSample, SPECS_IGOR_TEXT, SPECSLAB_XML } from '../testing/specs-samples';
import { type FileHeader, ForeignFile, formatOf } from './index';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function headerOf(name: string, content: string | Buffer): Promise<FileHeader> {
  const path = join(folder, name);
  await writeFile(path, content);
  const found = formatOf(name);
  if (!found) throw new Error(`no format claims ${name}`);
  return found.format.read(path);
}
const valueOf = (header: FileHeader, key: string) => header.values.find((value) => value.key === key);
const O1S = { ...REGION, 'Region Name': 'O1s', 'Spectrum Name': 'O1s', 'Pass Energy': '20' };

describe('names of files', () => {
  it.each([
    ['Ag_0001.txt', 'ses-txt', 'Ag_0001'],
    ['Silver at night.txt', 'ses-txt', 'Silver at night'],
    ['Ag_0001Ag3d_001.ibw', 'ses-ibw', 'Ag_0001'],
    ['STO_2_0010STO_2_.ibw', 'ses-ibw', 'STO_2_0010'],
    ['Ag_0001.PXT', 'ses-pxt', 'Ag_0001'],
    ['STO_2_0010.zip', 'ses-zip', 'STO_2_0010'],
    ['STO_2_0010/STO_2.ini', 'ses-da30', 'STO_2_0010'],
    ['STO_2_0010/Spectrum_STO_2.bin', 'ses-da30', 'STO_2_0010'],
    ['Fix_2D.h5', 'ses-h5', 'Fix_2D'],
    ['oxide.xy', 'specs-xy', 'oxide'],
    ['oxide.SLE', 'specs-sle', 'oxide'],
    ['oxide.itx', 'specs-itx', 'oxide'],
    ['oxide.xml', 'specs-xml', 'oxide'],
  ])('%s', (name, format, stem) => expect(formatOf(name)).toMatchObject({ format: { name: format }, stem }));
  it.each(['Ag_0001.txt.tmp', '.Ag_0001.swp', '._Ag_0001.txt', 'picture.png', 'desktop.ini', 'photos.zip'])(
    '%s is none',
    (name) => expect(formatOf(name)).toBeUndefined(),
  );
});

describe('Scienta SES', () => {
  const kinds: readonly [string, string | Buffer][] = [
    ['Ag_0001.txt', sesText()],
    ['Ag_0001Ag3d_001.ibw', igorWave()],
    ['Ag_0002Ag3d_001.ibw', igorWave(REGION, { bigEndian: true })],
    ['Ag_0001.pxt', igorPacked()],
  ];
  it.each(kinds)('%s tells the same', async (name, content) => {
    const header = await headerOf(name, content);
    expect(header).toMatchObject({
      title: 'Ag3d',
      user: 'Łucja',
      sample: 'Steel plate 1',
      savedAs: REGION.File,
      writtenAt: { date: '2026-11-22', time: '15:24:35' },
    });
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: 50, unit: 'eV' });
    expect(valueOf(header, 'dwell_time')).toEqual({ key: 'dwell_time', value: 100, unit: 'ms' });
    expect(valueOf(header, 'lens_mode')).toEqual({ key: 'lens_mode', value: 'Transmission' });
    expect(valueOf(header, 'detector_first_x_channel')?.value).toBe(43);
    expect(valueOf(header, 'comments')?.value).toBe('ΔE checked, 25 µm slit');
    expect(header.values.some(({ key }) => key.includes('scale') && key.startsWith('dimension'))).toBe(false);
  });
  it.each([
    ['Two_0001.txt', sesText([REGION, O1S])],
    ['Two_0001.pxt', igorPacked([REGION, O1S])],
  ])('%s: what differs between regions is a list', async (name, content) => {
    const header = await headerOf(name, content);
    expect(valueOf(header, 'number_of_regions')?.value).toBe(2);
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: [50, 20], unit: 'eV' });
    expect(valueOf(header, 'region_name')?.value).toEqual(['Ag3d', 'O1s']);
    expect(valueOf(header, 'excitation_energy')?.value).toBe(520);
  });
  it('knows its text under any name, and leaves other texts alone', async () => {
    expect(await headerOf('Silver at night.txt', sesText())).toMatchObject({ title: 'Ag3d' });
    await expect(headerOf('notes.txt', 'Vent at noon')).rejects.toBeInstanceOf(ForeignFile);
    const broken = await headerOf('Ag_0009.txt', 'Vent at noon').catch((error: unknown) => error);
    expect(broken).not.toBeInstanceOf(ForeignFile);
    expect(broken).toMatchObject({ message: expect.stringContaining('[Info]') as string });
  });
  it('passes over waves that somebody added to an experiment', async () => {
    const own = igorPacked([REGION]).subarray(15);
    const foreign = Buffer.concat([Buffer.alloc(8), igorWave(REGION, { note: 'fit of the edge' })]);
    foreign.writeInt16LE(3, 0);
    foreign.writeInt32LE(foreign.length - 8, 4);
    expect(await headerOf('Fit_0001.pxt', Buffer.concat([foreign, own]))).toMatchObject({ title: 'Ag3d' });
    await expect(headerOf('Fit_0002.pxt', foreign)).rejects.toThrow('no region');
  });
  it('keeps what a beamline has added, with its unit', async () => {
    const header = await headerOf('M_0001.txt', sesText());
    expect(valueOf(header, 'manipulator_sample_temp')).toEqual({
      key: 'manipulator_sample_temp',
      value: 295.5,
      unit: 'K',
    });
  });
  it.each([
    ['windows-1252', Buffer.from(sesText([{ ...REGION, User: 'Jose', Comments: '25 µm, °C' }]), 'latin1')],
    [
      'UTF-16',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(sesText([{ ...REGION, Comments: '25 µm, °C' }]), 'utf16le'),
      ]),
    ],
  ])('reads %s', async (name, content) => {
    const header = await headerOf('Enc_0001.txt', content);
    expect([name, valueOf(header, 'comments')?.value]).toEqual([name, '25 µm, °C']);
  });
  it.each([
    ['Bad_0001.txt', 'some notes\n'],
    ['Bad_0002.txt', '[Info]\r\nNumber of Regions=1\r\n'],
    ['Bad_0001.ibw', Buffer.from('not a wave at all, but longer than its head')],
    ['Bad_0002.ibw', igorWave().subarray(0, 300)],
    ['Bad_0003.ibw', igorWave(REGION, { note: 'a note of somebody else' })],
    ['Bad_0001.pxt', igorPacked().subarray(0, 500)],
    ['Bad_0002.pxt', Buffer.alloc(0)],
  ])('says why %s cannot be read', async (name, content) => {
    await expect(headerOf(name, content)).rejects.toThrow(/\w+ \w+/);
  });
});

describe('SPECS Prodigy', () => {
  it('tells group, regions and time of an .xy', async () => {
    const header = await headerOf('oxide.xy', SPECS_TEXT);
    expect(header).toMatchObject({
      title: 'Oxide 1',
      writtenAt: { date: '2026-11-22', time: '14:19:47', zone: 'UTC' },
    });
    expect(valueOf(header, 'region_name')?.value).toEqual(['Fe 2p', 'O 1s']);
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: [30, 20], unit: 'eV' });
    expect(valueOf(header, 'excitation_energy')).toEqual({ key: 'excitation_energy', value: 1486.61, unit: 'eV' });
    expect(valueOf(header, 'dwell_time')?.unit).toBe('s');
    expect(valueOf(header, 'lens_mode')?.value).toEqual(['LargeArea:1.5kV', '']);
  });
  it('tells the region of an .itx, with the name of its wave', async () => {
    const header = await headerOf('edge.itx', SPECS_IGOR_TEXT);
    expect(header).toMatchObject({ writtenAt: { date: '2026-11-22', time: '14:33:14', zone: 'UTC' } });
    expect(valueOf(header, 'region_name')?.value).toBe('FermiEdge');
    expect(valueOf(header, 'lens_mode')?.value).toBe('WideAngleMode');
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: 20, unit: 'eV' });
    expect(valueOf(header, 'dwell_time')).toEqual({ key: 'dwell_time', value: 0.5, unit: 's' });
    expect(valueOf(header, 'comments')?.value).toBe('25 µm');
  });
  it('tells group and regions of an .xml of SpecsLab', async () => {
    const header = await headerOf('oxide.xml', SPECSLAB_XML);
    expect(header).toMatchObject({
      title: 'Oxide 1',
      writtenAt: { date: '2026-11-22', time: '14:19:47', zone: 'UTC' },
    });
    expect(valueOf(header, 'region_name')?.value).toEqual(['Fe 2p', 'O 1s']);
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: [30, 20], unit: 'eV' });
    expect(valueOf(header, 'lens_mode')?.value).toBe('LargeArea:1.5kV');
    expect(valueOf(header, 'analyzer_name')?.value).toBe('PHOIBOS 150');
    expect(valueOf(header, 'energy_scan_mode')?.value).toBe('FixedAnalyzerTransmission');
    expect(valueOf(header, 'work_function')).toEqual({ key: 'work_function', value: 4.31, unit: 'eV' });
  });
  it('knows no entities of the document itself', async () => {
    const laughs = SPECSLAB_XML.replace('<!ELEMENT', '<!ENTITY lol "lol"> <!ELEMENT').replace('>Fe 2p<', '>&lol;<');
    await expect(headerOf('laughs.xml', laughs)).rejects.toThrow('undefined entity');
    const fetches = SPECSLAB_XML.replace('any [', 'any SYSTEM "file:///etc/passwd" [');
    await expect(headerOf('fetches.xml', fetches)).resolves.toMatchObject({ title: 'Oxide 1' });
  });
  it('reads an .sle while Prodigy holds its lock, and leaves nothing beside it', async () => {
    const path = join(folder, 'live.sle');
    const database = new SleSample(path).addSpectrum().addSpectrum(20);
    const read = () => formatOf(path)!.format.read(path);
    const header = await database.writing(read);
    database.close();
    expect(header).toMatchObject({ title: 'Oxide 1', writtenAt: { date: '2026-11-22', time: '14:33:14' } });
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: [30, 20], unit: 'eV' });
    expect(valueOf(header, 'region_name')?.value).toEqual(['Fe 2p', '']);
    expect(valueOf(header, 'energy_scale')?.value).toBe('Binding');
    expect((await readdir(folder)).filter((name) => name.startsWith('live.sle'))).toEqual(['live.sle']);
  });
  it('says that a table of numbers is none', async () => {
    await expect(headerOf('plain.xy', '1 2\n3 4\n')).rejects.toThrow('Prodigy');
  });
  it.each([
    ['Bad.sle', 'no database at all, but long enough to be one by its size'],
    ['Bad.xml', SPECSLAB_XML.slice(0, 900)],
    ['Bad.itx', SPECS_IGOR_TEXT.slice(0, 200)],
  ])('says why %s cannot be read', async (name, content) => {
    const fault = await headerOf(name, content).catch((error: unknown) => error);
    expect(fault).toEqual(expect.objectContaining({ message: expect.stringMatching(/\w+ \w+/) as string }));
    expect(fault).not.toBeInstanceOf(ForeignFile);
  });
});

describe('maps of a DA30', () => {
  const regions = [REGION, O1S];
  it('tells all regions of a folder, and the same of its zip', async () => {
    await writeMap(join(folder, 'Map_0001'), regions);
    const unpacked = join(folder, 'Map_0001', 'Ag3d.ini');
    const header = await formatOf(unpacked)!.format.read(unpacked);
    expect(header).toMatchObject({ title: 'Ag3d', sample: 'Steel plate 1' });
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: [50, 20], unit: 'eV' });
    expect(valueOf(header, 'dimension_1_name')?.value).toBe('Energy [eV]');
    expect(valueOf(header, 'dimension_3_size')?.value).toBe(3);
    const zipped = await headerOf('Map_0001.zip', zipOf(mapFiles(regions)));
    expect(zipped).toEqual(header);
  });
  it('says that a zip is cut off, or too long to be a header', async () => {
    const whole = zipOf(mapFiles());
    await expect(headerOf('Cut_0001.zip', whole.subarray(0, 400))).rejects.toThrow('cut off');
    const long = new Map([['Ag3d.ini', Buffer.alloc(5_000_000, '[SES]\n')]]);
    await expect(headerOf('Bomb_0001.zip', zipOf(long))).rejects.toThrow('too long');
  });
});

describe('HDF5 of Scienta Omicron', () => {
  it('tells the scalars with their units, and not the spectrum', async () => {
    const path = join(folder, 'Fix_2D.h5');
    await writeH5(path);
    const header = await formatOf(path)!.format.read(path);
    expect(header).toMatchObject({
      title: 'Ag3d',
      user: 'Łucja',
      sample: 'Steel plate 1',
      writtenAt: { date: '2026-11-22', time: '15:24:35', zone: 'UTC+01:00' },
    });
    expect(valueOf(header, 'pass_energy')).toEqual({ key: 'pass_energy', value: 50, unit: 'eV' });
    expect(valueOf(header, 'excitation_energy')).toEqual({ key: 'excitation_energy', value: 520, unit: 'eV' });
    expect(valueOf(header, 'lens_mode')?.value).toBe('Transmission');
    expect(valueOf(header, 'entrance_slit')?.value).toBe('C500');
    expect(header.values.some(({ key }) => key.includes('data'))).toBe(false);
  });
  it('leaves files of others alone, and says when one is broken', async () => {
    const path = join(folder, 'scan.h5');
    await writeH5(path, 'Sardana');
    await expect(formatOf(path)!.format.read(path)).rejects.toBeInstanceOf(ForeignFile);
    await expect(headerOf('cut.h5', Buffer.from('HDF? no'))).rejects.toThrow('no HDF5 file');
  });
});
