import type { ValidateFunction } from 'ajv';
import { jobFault } from '../job-fault';
import type { Fault, JobAction, JobContext, Options } from './job-action';
import { assertKnown, mapOption } from './options';
import { schemaOf, valuesAt } from './paths';

type Rule = readonly [path: string, schema: ValidateFunction];

const rulesIn = (given: Options | undefined, fault: Fault): Rule[] =>
  Object.entries(given ?? {}).map(([path, schema]): Rule => [
    path,
    schemaOf(schema, (text) => fault(`${path}: ${text}`)),
  ]);

function assertAll(rules: readonly Rule[], subject: object, where: string): void {
  for (const [path, schema] of rules) {
    const values = valuesAt(path, subject);
    if (values.length === 0 || !values.every((value) => schema(value)))
      throw jobFault(`Invalid request. Invalid value for '${path}'${where}`);
  }
}

/** Checks the request and the listed datasets against JSON schemas. */
export class ValidateAction implements JobAction {
  readonly actionType = 'validate';
  private readonly request: readonly Rule[];
  private readonly datasets: readonly Rule[];

  constructor(options: Options, fault: Fault) {
    assertKnown(options, ['request', 'datasets'], fault);
    this.request = rulesIn(mapOption(options, 'request', fault), fault);
    this.datasets = rulesIn(mapOption(options, 'datasets', fault), fault);
  }
  validate({ request, listed }: JobContext): void {
    assertAll(this.request, request, '');
    for (const dataset of listed) assertAll(this.datasets, dataset, ` in dataset ${String(dataset['pid'])}`);
  }
}
