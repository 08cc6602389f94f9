import { captureFaults, itemsOf, sourceText } from '@scizoo/domain';
import { DEMO_CAPTURE } from './capture';
import { demoGateway } from './devices';

describe('the configuration of the demo beamline', () => {
  it('has no faults, and units and devices as its control system has them', async () => {
    const tango = itemsOf(DEMO_CAPTURE).filter(({ source }) => source.kind === 'tango');
    const readings = await demoGateway.read(tango.map(({ source }) => sourceText(source)), { timeoutMs: 500 }); // prettier-ignore
    expect(readings.filter(({ error }) => error)).toEqual([]);
    const attributes = new Map(
      readings.map(({ name, unit }) => [name.toLowerCase(), { state: 'found' as const, ...(unit && { unit }) }]),
    );
    expect(captureFaults(DEMO_CAPTURE, { attributes })).toEqual([]);
  });
  it('has a device that is off, and names in any case', async () => {
    expect(await demoGateway.devices('zoosaxs/det*')).toEqual([
      { name: 'ZOOSAXS/DET/TABLE-X', exported: true },
      { name: 'ZOOSAXS/DET/PILATUS-01', exported: false },
    ]);
    expect(await demoGateway.describe('zoosaxs/det/pilatus-01')).toMatchObject({ reachable: false });
    await expect(demoGateway.describe('zoosaxs/det/none')).rejects.toMatchObject({ code: 'not-found' });
  });
});
