import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { operationId, tagOf } from './openapi-names';
import { addComponents } from './schema/openapi';
import { VERSION } from './version';

interface Operation {
  operationId?: string;
  tags?: string[];
}
/** A method that answers on several paths: only the first keeps the bare name. */
function withNames(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const used = new Set<string>();
  for (const item of Object.values(paths))
    for (const operation of Object.values(item) as Operation[]) {
      const { operationId: id } = operation;
      if (id === undefined) continue;
      let unique = id;
      for (let i = 2; used.has(unique); i++) unique = `${id}_${i}`;
      used.add(unique);
      operation.operationId = unique;
      const tag = tagOf(unique);
      if (tag !== undefined) operation.tags = [tag];
    }
  return paths;
}

const byName = <T>(members: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The description of the HTTP interface, from the controllers and the declared classes. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('SciZoo catalogue')
    .setDescription(
      'Metadata of measurements. The routes under /api/v3 and the SciCat routes under /api/v4 keep the wire of SciCat.',
    )
    .setVersion(VERSION)
    .addBearerAuth()
    .build();
  const document = addComponents(SwaggerModule.createDocument(app, base, { operationIdFactory: operationId }));
  return { ...document, paths: withNames(byName(document.paths)) };
}
