import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Every route of the running application, `METHOD /path` in lower case as its router keeps it; HEAD goes with GET. */
export function routesOf(app: NestFastifyApplication): string[] {
  const printed = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const ancestors: string[] = [];
  const routes: string[] = [];
  for (const line of printed.split('\n')) {
    const [, indent, fragment, methods] = /^([│ ]*(?:├── |└── ))(.*?)(?: \(([A-Z, ]+)\))?$/u.exec(line) ?? [];
    if (indent === undefined || fragment === undefined) continue;
    const depth = indent.length / 4 - 1;
    const path = `${ancestors.slice(0, depth).join('')}${fragment}`;
    ancestors[depth] = fragment;
    // The router leaves out the slash before what stands for any path.
    const route = path.replace(/(?<!\/)\*$/u, '/*');
    for (const method of methods?.split(', ') ?? []) if (method !== 'HEAD') routes.push(`${method} ${route}`);
  }
  return routes;
}
/** The page of the API description and the answer to preflight requests are no routes of records. */
export const isOfTheApi = (route: string): boolean => / \/api\//u.test(route);
