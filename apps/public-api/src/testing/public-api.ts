import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, Health } from '@scizoo/service-kit';
import { PublicApiConfig } from '../config';
import { createApp } from '../create-app';
import { Surroundings } from '../surroundings';

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The program of a test, asked without a network in between. */
export class PublicApi {
  private constructor(readonly app: NestFastifyApplication) {}

  static async start(catalogueUrl: string, settings: Partial<PublicApiConfig> = {}): Promise<PublicApi> {
    const config = Object.assign(new PublicApiConfig(), {
      ...{ catalogueUrl, publicUrl: 'https://data.zoo.example', site: 'Zoo Light Source', freshSeconds: 0 },
      ...{ webUrl: 'https://zoo.example', contactEmail: 'data@zoo.example' },
      ...settings,
    });
    const app = await createApp(config, new Surroundings(createLogger('test', 'silent'), new Health()));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new PublicApi(app);
  }
  stop(): Promise<void> {
    return this.app.close();
  }

  async get(
    url: string,
    headers: Record<string, string> = {},
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'GET',
    body?: string,
  ): Promise<Got> {
    const response = await this.app.inject({ method, url, headers, ...(body !== undefined && { payload: body }) });
    const plain = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
    return { status: response.statusCode, headers: Object.fromEntries(plain), text: response.body };
  }
}
