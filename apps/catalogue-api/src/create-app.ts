import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { requestIdFrom } from '@scizoo/service-kit';
import { closeSoon, ErrorFilter, logRequests, nestLogger } from '@scizoo/service-kit/nest';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { identityOf } from './access';
import { AppModule } from './app.module';
import type { IncomingMessage } from 'node:http';
import type { CatalogueConfig } from './config';
import { acceptBodies, bytesOf } from './http/bodies';
import { takeFilterHeaders } from './http/filter-headers';
import { answerWhileAway } from './http/hooks';
import { maskPersonalInfo } from './http/personal-info';
import { secureAnswers } from './http/security-headers';
import { describeApi } from './openapi';
import type { Surroundings } from './surroundings';

/** Ids hold slashes and colons and come percent-encoded; SciCat's clients write paths in any letter case. */
const ROUTING = { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 2000 };

/** The application, ready to listen; tests use it as the program does. */
export async function createApp(config: CatalogueConfig, surroundings: Surroundings): Promise<NestFastifyApplication> {
  // SciCat answers faults with a bare text, and its clients show it.
  const filter = new ErrorFilter(surroundings.logger, { fault: 'Internal server error' });
  const adapter = new FastifyAdapter({
    routerOptions: ROUTING,
    bodyLimit: bytesOf(config.maxFileUploadSize),
    trustProxy: config.trustedProxies,
    genReqId: ({ headers }: IncomingMessage) => requestIdFrom(headers),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      filter.send(error, request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, surroundings), adapter, {
    bodyParser: false,
    logger: nestLogger(surroundings.logger),
    abortOnError: false,
  });
  app.useGlobalFilters(filter);
  const server = adapter.getInstance();
  closeSoon(server);
  secureAnswers(server, config);
  logRequests(server, surroundings.logger, {
    // An event stream lasts for hours.
    isMeasured: (route) => !route.includes('/live/'),
    more: (request) => ({ userId: identityOf(request).caller.userId }),
  });
  answerWhileAway(server, app, filter);
  if (config.maskPersonalInfo) maskPersonalInfo(server, app, config);
  takeFilterHeaders(server);
  await acceptBodies(app, config);
  SwaggerModule.setup(config.swaggerPath, app, () => describeApi(app), {
    jsonDocumentUrl: `${config.swaggerPath}-json`,
    customSiteTitle: 'SciZoo API',
  });
  // Scripts send a bearer token from anywhere; browsers must not send cookies along from other origins.
  app.enableCors({
    origin: '*',
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 600,
    exposedHeaders: ['x-request-id', 'retry-after'],
  });
  return app;
}
