const ROOT = '(empty root node)';

/** What is needed of a Fastify server. */
interface Router {
  printRoutes(options: { readonly commonPrefix: boolean }): string;
}

/**
 * Every route of a running program, `METHOD /path` as its router keeps it; HEAD goes with GET. Read from the tree with
 * common beginnings: the other one has all routes that end in `*` in one line.
 */
export function routesOf(router: Router): string[] {
  const ancestors: string[] = [];
  const routes: string[] = [];
  for (const line of router.printRoutes({ commonPrefix: true }).split('\n')) {
    const [, indent, fragment, methods] = /^([│ ]*(?:├── |└── ))(.*?)(?: \(([A-Z, ]+)\))?$/u.exec(line) ?? [];
    if (indent === undefined || fragment === undefined) continue;
    const depth = indent.length / 4 - 1;
    const path = `${ancestors.slice(0, depth).join('')}${fragment}`;
    ancestors[depth] = fragment === ROOT ? '' : fragment;
    for (const method of methods?.split(', ') ?? []) if (method !== 'HEAD') routes.push(`${method} ${path}`);
  }
  return routes;
}
