import { runService, type Service } from '@scizoo/service-kit';
import { PublicApiConfig } from './config';
import { createApp } from './create-app';
import { Surroundings } from './surroundings';

async function start(config: PublicApiConfig, { logger, health, onStop }: Service): Promise<void> {
  const app = await createApp(config, new Surroundings(logger, health));
  onStop('the public pages', () => app.close());
  await app.listen(config.port, config.host);
  logger.info(`listening on ${await app.getUrl()}`);
}

await runService('public-api', PublicApiConfig, start);
