import { DatabaseSync } from 'node:sqlite';

/** Files as SPECS programs write them, made for tests from the description of the formats. */
export const SPECS_IGOR_TEXT = [
  'IGOR',
  'X //Created Date (UTC): 2026-Nov-22 14:33:14.585227',
  'X //Igor Text File Exporter Version: 0.3',
  'X //Created by: SpecsLab Prodigy, Version 4.86.2-r103043',
  'X //Acquisition Parameters:',
  'X //Spectrum ID       = 4',
  'X //Analyzer          = Phoibos',
  'X //Lens Mode         = WideAngleMode',
  'X //Analyzer Mode     = FixedAnalyzerTransmission',
  'X //Excitation Energy = 21.2182',
  'X //Pass Energy       = 20',
  'X //DwellTime         = 0.5',
  'X //User Comment      = 25 µm',
  "WAVES/S/N=(2,3) 'FermiEdge'",
  'BEGIN',
  '1 2 3',
  '4 5 6',
  'END',
  'X SetScale/I x, -12.4792, 12.4792, "deg (theta_y)", \'FermiEdge\'',
  'X SetScale/I y, 16, 17, "eV (Kinetic Energy)", \'FermiEdge\'',
  'X SetScale/I d, 0, 1375.24, "cps (Intensity)", \'FermiEdge\'',
  '',
].join('\r\n');

const region = (name: string, passEnergy: number) => `
  <struct type_id="IDL:specs.de/Serializer/RegionData:1.0" type_name="RegionData">
    <string name="name">${name}</string>
    <struct name="region" type_id="IDL:specs.de/SurfaceAnalysis/RegionDef:1.8" type_name="RegionDef">
      <string name="name">${name}</string>
      <struct name="analyzer_info" type_name="AnalyzerInfo"><string name="name">PHOIBOS 150</string></struct>
      <struct name="scan_mode" type_name="ScanMode"><string name="name">FixedAnalyzerTransmission</string></struct>
      <string name="analyzer_lens">LargeArea:1.5kV</string>
      <ulong name="num_scans">3</ulong>
      <double name="excitation_energy">1486.61</double>
      <double name="pass_energy">${passEnergy}</double>
      <double name="dwell_time">0.2</double>
      <double name="effective_workfunction">4.31</double>
    </struct>
    <sequence length="1" name="cycles" type_name="CycleSeq">
      <struct type_name="Cycle"><ulong name="time">1795357187</ulong>
        <sequence length="2" type_name="CountsSeq"><ulong type_name="Counts">1 2 3</ulong></sequence>
      </struct>
    </sequence>
  </struct>`;
export const SPECSLAB_XML = `<?xml version="1.0"?>
<!-- CORBA XML document created by XMLSerializer2 -->
<!DOCTYPE any [<!ELEMENT any (string | struct | sequence)> <!ATTLIST struct name CDATA "">]>
<any version="1.6">
<sequence length="1" type_id="IDL:specs.de/Serializer/RegionGroupSeq:1.0" type_name="RegionGroupSeq">
 <struct type_name="RegionGroup"><string name="name">Oxide 1</string>
 <sequence length="2" name="regions" type_name="RegionDataSeq">${region('Fe 2p', 30)}${region('O 1s', 20)}
 </sequence></struct>
</sequence></any>`;

const SCHEDULE = `<!DOCTYPE SpecsLabSchedule><Experiment Version="7.0"><Schedule ID="1"><XPS ID="2" Name="XPS">
<SpectrumGroup ID="3" Name="Oxide 1"><Spectrum ID="4" Name="Fe 2p"><FixedAnalyzerTransmissionSettings DwellTime="0.1"
 Ebin="740" End="690" Epass="30" LensMode="LargeArea" NumScans="3" NumValues="101"/></Spectrum></SpectrumGroup></XPS>
</Schedule></Experiment>`;

/** A database of Prodigy with one spectrum; further ones are added as while it measures. */
export class SleSample {
  private readonly database: DatabaseSync;
  private spectra = 3;
  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(`
      CREATE TABLE Configuration (Key TEXT COLLATE NOCASE NOT NULL UNIQUE, Value TEXT NOT NULL);
      CREATE TABLE NodeMapping (Node INTEGER PRIMARY KEY AUTOINCREMENT, InternalID INTEGER NOT NULL UNIQUE);
      CREATE TABLE Spectrum (Node INTEGER PRIMARY KEY, EnergyChns INTEGER, NonEnergyChns INTEGER, Samples INTEGER,
        ElectronEnergy FLOAT, EnergyType TEXT, Step FLOAT, EpassOrRR FLOAT, Ubias FLOAT, Udet FLOAT, Wf FLOAT, Timestamp TEXT);
      CREATE TABLE RawData (RawID INTEGER PRIMARY KEY AUTOINCREMENT, Node INTEGER, ScanDate TEXT, Scans INTEGER, Eexc FLOAT);`);
    const put = this.database.prepare('INSERT INTO Configuration VALUES (?, ?)');
    put.run('AppVersion', '4.99.5');
    put.run('Schedule', SCHEDULE);
  }
  addSpectrum(passEnergy = 30): this {
    const id = ++this.spectra;
    const { lastInsertRowid: node } = this.database.prepare('INSERT INTO NodeMapping (InternalID) VALUES (?)').run(id);
    const time = '2026-Nov-22 14:33:14.585000';
    this.database
      .prepare('INSERT INTO Spectrum VALUES (?, 1, 1, 101, 740, ?, 0.5, ?, 400, 1550, 4.25, ?)')
      .run(node, 'Binding', passEnergy, time);
    this.database
      .prepare('INSERT INTO RawData (Node, ScanDate, Scans, Eexc) VALUES (?, ?, 1, 1486.61)')
      .run(node, time);
    return this;
  }
  /** Holds the lock that a program takes which is about to write. */
  writing<T>(meanwhile: () => Promise<T>): Promise<T> {
    this.database.exec('BEGIN EXCLUSIVE');
    return meanwhile().finally(() => this.database.exec('COMMIT'));
  }
  close(): void {
    this.database.close();
  }
}
