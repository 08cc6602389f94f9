/** Jest's transform for the mutation check: access decisions of the catalogue switchable, then as everywhere else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import swc from '@swc/jest';
import { withAccessSites } from './access-sites.mjs';

const own = ['access-sites.mjs', 'access-transform.mjs'].map((name) => readFileSync(new URL(name, import.meta.url)));
const DECIDES = /apps\/catalogue-api\/src\/(?!access-matrix\/|access\/access\.service|testing\/|.*\.spec\.ts$)/u;
const root = new URL('../../', import.meta.url).pathname;

export default {
  createTransformer(options) {
    const inner = swc.createTransformer(options);
    const prepared = (source, file) =>
      DECIDES.test(file) ? withAccessSites(source, relative(`${root}apps/catalogue-api/src`, file)) : source;
    return {
      canInstrument: false,
      process: (source, file, settings) => inner.process(prepared(source, file), file, settings),
      processAsync: (source, file, settings) => inner.processAsync(prepared(source, file), file, settings),
      getCacheKey: (source, file, settings) =>
        own
          .reduce((hash, text) => hash.update(text), createHash('sha256').update(source).update(file))
          .update(JSON.stringify(settings.transformerConfig ?? {}))
          .digest('hex'),
    };
  },
};
