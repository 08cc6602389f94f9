import { formatScanKey } from '@scizoo/domain';
import { checkEvent, type ReceivedMessage, type SciZooEvent } from '@scizoo/messaging';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileWriterDone } from './file-writer-done';
import { readMappings } from './index';
import { mapped } from './mapping';

/** Written by `serialise_wrdn` of the Python package ess-streaming-data-types 0.27. */
const FINISHED =
  'GAAAAHdyZG4QABwAGAAUABMADAAIAAQAEAAAABgAAAAsAAAArAAAAAAAAADsAAAA/AAAABAAAABGaW5pc2hlZCB3cml0aW5nAAAA' +
  'AH0AAAB7InN0YXJ0X3RpbWUiOiAxNzk1NTY0ODAwMTIzLCAic3RvcF90aW1lIjogIjIwMjYtMTEtMjVUMDA6MTA6MDAuMDAwWiIs' +
  'ICJwcm9wb3NhbF9pZCI6ICIyMDI2MDEwMSIsICJ0aXRsZSI6ICJTaWx2ZXIgYmVoZW5hdGUifQAAAEEAAAAvZGF0YS92aXNpdG9y' +
  'cy96b29zYXhzLzIwMjYwMTAxLzIwMjYxMTIzMDgvcmF3L3pvb3NheHNfMDAwNDE3Lm54cwAAAA0AAAA4ZjNhMWMyZS0wMDAxAAAA' +
  'FAAAAGZpbGV3cml0ZXItem9vc2F4cy0xAAAAAA==';
const FAILED =
  'GAAAAHdyZG4QABgAFAAQAA8ACAAAAAQAEAAAABQAAAAoAAAAAAAAAWgAAAB4AAAAEAAAAE5vdCBlbm91Z2ggc3BhY2UAAAAAQQAA' +
  'AC9kYXRhL3Zpc2l0b3JzL3pvb3NheHMvMjAyNjAxMDEvMjAyNjExMjMwOC9yYXcvem9vc2F4c18wMDA0MTgubnhzAAAADQAAADhm' +
  'M2ExYzJlLTAwMDIAAAAUAAAAZmlsZXdyaXRlci16b29zYXhzLTEAAAAA';

const about = { facility: 'demo', beamline: 'zoosaxs', source: 'urn:scizoo:filewriter:zoosaxs' };
const message = (value: Buffer | string, offset = '41'): ReceivedMessage => ({
  topic: 'zoosaxs_filewriter',
  partition: 0,
  offset,
  time: new Date('2026-11-25T00:10:01.000Z'),
  key: null,
  value: typeof value === 'string' ? Buffer.from(value, 'base64') : value,
  headers: {},
});
const eventOf = (value: string) =>
  fileWriterDone(message(value), about)[0] as SciZooEvent<'org.scizoo.file.written.v2'>;

describe('the message "write done" of a file writer', () => {
  it('becomes a written file that the catalogue accepts', () => {
    const event = eventOf(FINISHED);
    expect(checkEvent(JSON.parse(JSON.stringify(event)))).toBeTruthy();
    expect(event.subject).toBe(
      formatScanKey({
        kind: 'file',
        facility: 'demo',
        beamline: 'zoosaxs',
        host: 'filewriter-zoosaxs-1',
        folder: '/data/visitors/zoosaxs/20260101/2026112308/raw',
        stem: 'zoosaxs_000417',
        firstModified: new Date(1795564800123).toISOString(),
      }),
    );
    expect(event.data).toMatchObject({
      files: [{ path: '/data/visitors/zoosaxs/20260101/2026112308/raw/zoosaxs_000417.nxs' }],
      title: 'Silver behenate',
      proposalId: '20260101',
      endTime: '2026-11-25T00:10:00.000Z',
      header: [{ key: 'file_writer_job', value: '8f3a1c2e-0001' }],
    });
  });

  it('gives the same event when the same message is read again', () => {
    expect(eventOf(FINISHED)).toEqual(eventOf(FINISHED));
  });

  it('tells of a writer that failed, and takes the time of the message where it names none', () => {
    const { data } = eventOf(FAILED);
    expect(data.header).toContainEqual({ key: 'file_writer', error: 'Not enough space' });
    expect(data.startTime).toBe('2026-11-25T00:10:01.000Z');
  });

  it('passes over other messages of the topic', () => {
    const status = Buffer.from(FINISHED, 'base64');
    status.write('x5f2', 4, 'latin1');
    expect(mapped({ ...about, mapping: fileWriterDone }, message(status))).toBe('nothing');
  });

  it('makes a dead letter with a reason of damaged bytes, wherever the damage is', () => {
    const whole = Buffer.from(FINISHED, 'base64');
    for (let length = 0; length < whole.length; length += 7) {
      const screened = mapped({ ...about, mapping: fileWriterDone }, message(whole.subarray(0, length)));
      if (screened !== 'nothing' && 'rejection' in screened)
        expect(screened.rejection.reasons[0]).toMatch(/flatbuffer|names no file|not JSON/);
    }
    const wild = Buffer.from(whole);
    wild.writeUInt32LE(0xfffffff0, 0);
    expect(mapped({ ...about, mapping: fileWriterDone }, message(wild))).toMatchObject({
      rejection: { errorClass: 'invalid' },
    });
  });
});

describe('the file of mappings', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'scizoo-mappings-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const read = async (content: unknown) => {
    const path = join(folder, 'mappings.json');
    await writeFile(path, JSON.stringify(content));
    return readMappings(path, 'demo');
  };

  it('names topic, plug-in, beamline and producer', async () => {
    const entry = { topic: 'dream_filewriter', mapping: 'file-writer-done', beamline: 'dream', producer: 'filewriter' };
    expect((await read([entry])).get('dream_filewriter')).toMatchObject({
      beamline: 'dream',
      source: 'urn:scizoo:filewriter:dream',
    });
    expect((await readMappings(undefined, 'demo')).size).toBe(0);
  });

  it('says what is wrong with it', async () => {
    await expect(read({})).rejects.toThrow('is a list');
    await expect(read([{ topic: 't', mapping: '__proto__' }])).rejects.toThrow('mapping is one of file-writer-done');
    await expect(read([{ topic: 't', mapping: 'file-writer-done' }])).rejects.toThrow('beamline and producer');
  });
});
