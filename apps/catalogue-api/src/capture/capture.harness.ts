import { notFound, unavailable } from '@scizoo/domain';
import type { CaptureConfigurationContent, CaptureItem } from '@scizoo/messaging';
import { gatewayHandler, type Reading, type TangoGateway } from '@scizoo/tango-gateway';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Account, Catalogue } from '../testing/catalogue';

const UNITS: Readonly<Record<string, string>> = { Temperature: 'K', Setpoint: 'K', Pressure: 'mbar' };
const DEVICES = ['B310A-E01/DIA/TCO-02', 'B310A-E01/VAC/IPG-01', 'B310A-E01/DIA/OFF-01', 'B310A-E01/CTL/HUNG-01'];

/** The harvester of a beamline as the catalogue sees it: four devices, one of which is off and one hangs. */
export class HarvesterStandIn {
  readonly readMs = new Map<string, number>();
  private readonly gateway: TangoGateway = {
    devices: (pattern) => {
      const like = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'iu');
      return Promise.resolve(
        DEVICES.filter((name) => like.test(name)).map((name) => ({ name, exported: !name.includes('OFF') })),
      );
    },
    describe: (device) => {
      const name = DEVICES.find((known) => known.toLowerCase() === device.toLowerCase());
      if (!name) return Promise.reject(notFound(`the Tango database knows no device ${device}`));
      if (name.includes('HUNG')) return Promise.reject(unavailable('the Tango gateway does not answer'));
      if (name.includes('OFF'))
        return Promise.resolve({ name, reachable: false, reason: 'no server runs this device', attributes: [] });
      const own = name.includes('VAC') ? ['Pressure'] : ['Temperature', 'Setpoint'];
      const attributes = own.map((attribute) => ({
        name: attribute,
        label: attribute,
        dataType: 'DevDouble',
        format: 'scalar' as const,
        unit: UNITS[attribute] as string,
        description: '',
        isWritable: attribute === 'Setpoint',
        enumLabels: [],
      }));
      return Promise.resolve({ name, reachable: true, state: 'ON', attributes });
    },
    read: (names) =>
      Promise.resolve(
        names.map((name): Reading => {
          const attribute = name.split('/').at(-1) as string;
          if (name === 'mot99')
            return { name, tookMs: 3, error: 'not read: Sardana has no element mot99 with a value' };
          if (name.includes('OFF')) return { name, tookMs: 3, error: 'not read: no server runs this device' };
          return { name, tookMs: 3, value: 300.15, unit: UNITS[attribute], quality: 'valid' };
        }),
      ),
  };
  private readonly server: Server = createServer((request, response) => {
    void gatewayHandler(this.gateway)(request, response);
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export const anItem = (key: string, changed: Partial<CaptureItem> = {}): CaptureItem => ({
  name: key.replaceAll('_', ' '),
  key,
  source: { kind: 'tango', device: 'B310A-E01/DIA/TCO-02', attribute: 'Temperature' },
  unit: 'K',
  when: 'start',
  ...changed,
});
export const aContent = (...items: CaptureItem[]): CaptureConfigurationContent => ({
  timeBudgetMs: 500,
  groups: [{ name: 'Sample environment', enabled: true, items }],
  forms: [
    {
      name: 'sample',
      title: 'Sample',
      schema: {
        type: 'object',
        properties: {
          name: { type: 'string', title: 'Sample', 'x-role': 'sample' },
          thickness: { type: 'number', minimum: 0, 'x-unit': 'mm' },
        },
        required: ['name'],
      },
    },
  ],
});

/** Asks the capture routes of a catalogue as one of its accounts. */
export class CaptureDesk {
  private constructor(
    readonly catalogue: Catalogue,
    private readonly token: string,
    readonly beamline: string,
  ) {}
  static async of(catalogue: Catalogue, account: Account, beamline = 'b310a'): Promise<CaptureDesk> {
    return new CaptureDesk(catalogue, await catalogue.token(account), beamline);
  }

  ask(path: string, json?: unknown, method?: string) {
    return this.catalogue.ask(`/api/v4/capture/${this.beamline}${path}`, {
      token: this.token,
      ...(json !== undefined && { json }),
      ...(method && { method }),
    });
  }
  /** A draft with this content that is activated at once. */
  async record(content: CaptureConfigurationContent, reason = 'as planned'): Promise<number> {
    const draft = await this.draft(content);
    const answer = await this.ask(`/versions/${draft.version}/activate`, { revision: draft.revision, reason });
    if (answer.status !== 200) throw new Error(`not activated: ${answer.text}`);
    return draft.version;
  }
  async draft(content: CaptureConfigurationContent): Promise<{ version: number; revision: number }> {
    const answer = await this.ask('/versions', { content, replaceDraft: true });
    if (answer.status !== 201) throw new Error(`no draft: ${answer.text}`);
    return answer.body as { version: number; revision: number };
  }
}
