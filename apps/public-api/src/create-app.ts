import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { requestIdFrom } from '@scizoo/service-kit';
import { closeSoon, logRequests, nestLogger } from '@scizoo/service-kit/nest';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { AppModule } from './app.module';
import type { PublicApiConfig } from './config';
import { FaultPages } from './http/fault-pages';
import { allowTypedNothing, secureAnswers } from './http/hooks';
import { inSearchForm } from './panosc-search/search-error';
import type { Surroundings } from './surroundings';

/** DOIs are long and come percent-encoded. */
const ROUTING = { ignoreTrailingSlash: true, maxParamLength: 2000 };
const MOST_BODY_BYTES = 200_000;

/** The application, ready to listen; tests use it as the program does. */
export async function createApp(config: PublicApiConfig, surroundings: Surroundings): Promise<NestFastifyApplication> {
  const filter = new FaultPages(surroundings.logger, config, { shapedFor: inSearchForm });
  const adapter = new FastifyAdapter({
    routerOptions: ROUTING,
    bodyLimit: MOST_BODY_BYTES,
    trustProxy: config.trustedProxies,
    genReqId: ({ headers }: IncomingMessage) => requestIdFrom(headers),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      filter.send(error, request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, surroundings), adapter, {
    logger: nestLogger(surroundings.logger),
    abortOnError: false,
  });
  app.useGlobalFilters(filter);
  const server = adapter.getInstance();
  closeSoon(server);
  secureAnswers(server, config);
  allowTypedNothing(server);
  logRequests(server, surroundings.logger);
  // All of it is public: any page may read it.
  app.enableCors({
    origin: '*',
    credentials: false,
    methods: ['GET', 'HEAD', 'POST'],
    // OPTIONS of somebody who only looks is no fault.
    strictPreflight: false,
    exposedHeaders: ['link', 'etag'],
  });
  return app;
}
