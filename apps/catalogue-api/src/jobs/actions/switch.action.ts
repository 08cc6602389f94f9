import type { ValidateFunction } from 'ajv';
import type { Fault, JobAction, JobContext, Options } from './job-action';
import { assertKnown, textOption } from './options';
import { schemaOf, valueAt } from './paths';

const PHASES = ['validate', 'perform', 'all'] as const;
type Phase = (typeof PHASES)[number];

interface Case {
  readonly fits: (value: unknown) => boolean;
  readonly actions: readonly JobAction[];
}
const LONGEST_TEXT = 10_000;

/** `/source/flags`, or the source alone. The configuration is the operators' own: it is trusted. */
function pattern(given: string, fault: Fault): RegExp {
  const [, source = given, flags = ''] = /^\/(.*)\/([a-z]*)$/su.exec(given) ?? [];
  try {
    return new RegExp(source, flags.replaceAll('g', ''));
  } catch {
    throw fault(`regex ${given} is no regular expression`);
  }
}

/** The same text, or JSON that means the same. */
const matches = (value: unknown, wanted: unknown): boolean =>
  value === wanted || (typeof value !== 'object' && value !== undefined && String(value) === String(wanted));

function testOf(options: Options, fault: Fault): Case['fits'] {
  const given = ['match', 'regex', 'schema'].filter((name) => options[name] !== undefined);
  if (given.length > 1) throw fault(`has ${given.join(' and ')}: only one of them counts`);
  if (options['match'] !== undefined) return (value) => matches(value, options['match']);
  if (options['regex'] !== undefined) {
    const expression = pattern(textOption(options, 'regex', fault), fault);
    return (value) => expression.test(String(value ?? '').slice(0, LONGEST_TEXT));
  }
  if (options['schema'] === undefined) return () => true;
  const schema: ValidateFunction = schemaOf(options['schema'], fault);
  return (value) => schema(value);
}

/** Does the actions of the first case that fits the property; a case without a test fits always. */
export class SwitchAction implements JobAction {
  readonly actionType = 'switch';
  private readonly phase: Phase;
  private readonly property: string;
  private readonly cases: readonly Case[];

  constructor(options: Options, build: (given: unknown, fault: Fault) => JobAction[], fault: Fault) {
    assertKnown(options, ['phase', 'property', 'cases'], fault);
    const phase = PHASES.find((known) => known === options['phase']);
    if (!phase) throw fault(`phase must be one of ${PHASES.join(', ')}`);
    this.phase = phase;
    this.property = textOption(options, 'property', fault);
    if (!Array.isArray(options['cases'])) throw fault('cases must be a list');
    this.cases = (options['cases'] as unknown[]).map((given, i) => {
      const at: Fault = (text) => fault(`cases[${i}] ${text}`);
      if (given === null || typeof given !== 'object' || Array.isArray(given)) throw at('must be an object');
      assertKnown({ ...given, actionType: 'a case' }, ['match', 'regex', 'schema', 'actions'], at);
      return { fits: testOf(given as Options, at), actions: build((given as Options)['actions'], at) };
    });
  }

  private chosen(context: JobContext): readonly JobAction[] {
    const { request, job, datasets } = context;
    const value = valueAt(this.property, { request, job, datasets });
    return this.cases.find(({ fits }) => fits(value))?.actions ?? [];
  }
  async validate(context: JobContext): Promise<void> {
    if (this.phase === 'perform') return;
    for (const action of this.chosen(context)) await action.validate?.(context);
  }
  async perform(context: JobContext): Promise<void> {
    if (this.phase === 'validate') return;
    for (const action of this.chosen(context)) await action.perform?.(context);
  }
}
