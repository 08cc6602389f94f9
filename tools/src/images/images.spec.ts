import {
  compose,
  dockerfiles,
  ignored,
  Image,
  isThere,
  outputsOf,
  packagesOf,
  type Service,
  settingsOf,
  shippedPackages,
} from './image-files.harness';

/**
 * Images are built by whoever runs a facility, not by the tests: what they copy, start and listen on is held against the
 * layout of the repository here.
 */
const images = dockerfiles().map((path) => new Image(path));
const folderOf = ({ path }: Image): string => path.replace(/\/Dockerfile$/u, '');
/** As the handbook calls it: `apps/harvesters/duo` is `duo-harvester`. */
const programOf = (image: Image): string =>
  folderOf(image)
    .replace('apps/', '')
    .replace(/^harvesters\/(\w+)$/u, '$1-harvester');

describe.each(images.map((image) => [programOf(image), image] as const))('the image of %s', (program, image) => {
  it('is built as its first lines say, from pinned stages that all are used', () => {
    expect(image.text).toContain(`docker build -f ${image.path} -t scizoo/${program} .`);
    expect(new Set(image.stages.map(({ from }) => from))).toEqual(new Set(['node:24-bookworm-slim']));
    const named = image.stages.flatMap(({ name }) => name ?? []);
    const used = image.stages.flatMap((stage) => image.copies(stage).map(({ from }) => from));
    expect([...new Set(used)].sort()).toEqual(named.sort());
  });
  it('builds what it copies, with programs that are there', () => {
    const { projects, tools } = image.built;
    const made = [
      ...projects.flatMap(outputsOf),
      ...tools.map((tool) => `dist/${tool}.js`),
      ...['node_modules', 'package.json'],
    ];
    expect(tools.filter((tool) => !isThere(`tools/src/${tool.slice(6)}.ts`))).toEqual([]);
    const copied = image.copies().flatMap(({ paths }) => paths);
    expect(copied.filter((path) => !made.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual([]);
    expect(copied).toContain(`dist/${folderOf(image)}/main.js`);
    const runs = image.all('RUN', image.stages[0]).join(' ');
    for (const [, script] of runs.matchAll(/node ((?:node_modules|tools)\/\S+)/gu)) expect(isThere(script!)).toBe(true);
    for (const [, file] of runs.matchAll(/cp ([\w.-]+) ([\w.-]+) /gu)) expect(isThere(file!)).toBe(true);
  });
  it('has every package that its program loads', () => {
    const shipped = shippedPackages();
    expect([...packagesOf(`${folderOf(image)}/src`)].filter((name) => !shipped.includes(name))).toEqual([]);
  });
  it('listens where it is asked, as nobody of importance, and starts what was copied', () => {
    const settings = settingsOf(program);
    const { env, port } = image;
    const [host, portName] = 'HEALTH_PORT' in env ? ['HEALTH_HOST', 'HEALTH_PORT'] : ['HOST', 'PORT'];
    expect([env[host], env[portName]]).toEqual(['0.0.0.0', String(port)]);
    expect(settings.get(portName)).toBe(String(port));
    expect(image.all('HEALTHCHECK')[0]).toContain(`http://127.0.0.1:${port}/health`);
    const others = Object.keys(env).filter((name) => !['NODE_ENV', 'MALLOC_ARENA_MAX'].includes(name));
    expect(others.filter((name) => !settings.has(name))).toEqual([]);
    expect(image.all('USER')).toEqual(['node']);
    const command = JSON.parse(image.all('CMD')[0]!) as string[];
    expect([command[0], command.at(-1)]).toEqual(['node', 'main.js']);
    // A folder that is written to belongs to the one who writes.
    for (const volume of image.all('VOLUME'))
      expect(image.all('RUN')[0]).toContain(`chown node:node ${volume.replace('/app/', '')}`);
  });
});

describe('docker-compose.yml', () => {
  const { services, volumes } = compose();
  const ours = Object.entries(services).filter(([, { image }]) => image?.startsWith('scizoo/'));
  const imageOf = ({ image }: Service): Image => images.find((one) => `scizoo/${programOf(one)}` === image)!;
  const programs = ours.filter(([, { command }]) => command === undefined);

  it('knows every service that is waited for, and each of those tells when it is well', () => {
    for (const [name, { depends_on = {} }] of Object.entries(services))
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const awaited = services[other];
        expect([name, other, awaited !== undefined]).toEqual([name, other, true]);
        const isWatched = awaited!.healthcheck?.test !== undefined || imageOf(awaited!) !== undefined;
        if (condition === 'service_healthy')
          expect([other, isWatched && awaited!.healthcheck?.disable !== true]).toEqual([other, true]);
        // What everybody needs must not wait for a profile that nobody switched on.
        expect(awaited!.profiles ?? []).toEqual([]);
      }
  });
  it('builds each of its images once, from a file that is there', () => {
    const built = ours.flatMap(([, { build, image }]) => (build ? [[build.dockerfile, image] as const] : []));
    for (const [dockerfile, image] of built)
      expect([dockerfile, `scizoo/${programOf(new Image(dockerfile))}`]).toEqual([dockerfile, image]);
    expect(built.map(([, image]) => image).sort()).toEqual([...new Set(ours.map(([, { image }]) => image))].sort());
    expect(ignored().filter((line) => /^(apps|libs|tools|package|pnpm|nx|tsconfig)/u.test(line))).toEqual([]);
  });
  it.each(programs)('gives %s settings that it has, and all that it needs', (_, service) => {
    const settings = settingsOf(programOf(imageOf(service)));
    const given = Object.keys(service.environment ?? {});
    expect(given.filter((name) => !settings.has(name))).toEqual([]);
    const all = new Set([...given, ...Object.keys(imageOf(service).env)]);
    const needed = [...settings].filter(([, initial]) => initial === 'required').map(([name]) => name);
    expect(needed.filter((name) => !all.has(name))).toEqual([]);
  });
  it('names services by the port on which they listen', () => {
    for (const [, { environment = {}, ports = [], image }] of Object.entries(services)) {
      for (const value of Object.values(environment))
        for (const [, host, port] of String(value).matchAll(/(?:\/\/|^)([a-z-]+):(\d+)(?=[/?]|$)/gu)) {
          const named = services[host!];
          if (named && imageOf(named)) expect([host, Number(port)]).toEqual([host, imageOf(named).port]);
        }
      const own = images.find((one) => `scizoo/${programOf(one)}` === image);
      for (const published of ports) expect(published.endsWith(`:${own?.port}`)).toBe(true);
    }
  });
  it('keeps what must not be lost in volumes that it declares, where the program writes', () => {
    for (const [, service] of Object.entries(services))
      for (const volume of service.volumes ?? []) {
        const [name = '', folder] = volume.replace(/\$\{[^}]*\}/u, '').split(':');
        if (name !== '') expect(Object.keys(volumes)).toContain(name);
        const own = ours.find(([, one]) => one === service) && imageOf(service);
        if (own && name !== '') expect(own.all('VOLUME')).toEqual([folder]);
      }
  });
  it('has no secret of its own', () => {
    for (const [, { environment = {} }] of ours)
      for (const [name, value] of Object.entries(environment))
        if (/SECRET|TOKEN|PASSWORD/u.test(name)) expect(value).toMatch(/^\$\{[A-Z_]+(:\?[^}]+|:-)\}$/u);
  });
});
