import type { Overview } from '../catalogue/catalogue';

export interface OaiSet {
  readonly spec: string;
  readonly name: string;
}
/** OpenAIRE asks for this one; it holds everything. */
const EVERYTHING: OaiSet = { spec: 'openaire_data', name: 'OpenAIRE data' };
/** What the protocol allows in a set's name. */
const ALLOWED = /^[A-Za-z0-9\-_.!~*'()]+$/u;

export const setsOf = ({ beamlines, years }: Overview): OaiSet[] => [
  EVERYTHING,
  ...beamlines
    .filter(({ uniqueName }) => ALLOWED.test(uniqueName))
    .map(({ uniqueName, name }) => ({ spec: `beamline-${uniqueName}`, name: `Measured at ${name}` })),
  ...years.map((year) => ({ spec: `year-${year}`, name: `Proposals of ${year}` })),
];
/** The sets of one record. */
export const specsOf = ({ beamlines, years }: { beamlines: readonly string[]; years: readonly string[] }): string[] => [
  EVERYTHING.spec,
  ...beamlines.filter((name) => ALLOWED.test(name)).map((name) => `beamline-${name}`),
  ...years.map((year) => `year-${year}`),
];
/** What the catalogue is asked for a set; undefined: there is no such set. */
export function conditionOf(spec: string | undefined): { beamline?: string; year?: string } | undefined {
  if (spec === undefined || spec === EVERYTHING.spec) return {};
  const [, kind, name = ''] = /^(beamline|year)-(.+)$/u.exec(spec) ?? [];
  return kind === undefined || name.length > 200 ? undefined : { [kind]: name };
}
