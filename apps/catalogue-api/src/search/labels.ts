import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import type { Filter } from '../query/mongo-filter';
import { both } from '../query/mongo-filter';
import type { FacetValue } from './search.shapes';

type Values = Record<string, FacetValue[]>;

/** What the ids among facet values are called: names and titles, of records that the caller may read. */
@Injectable()
export class Labels {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {}

  async of(values: Values, caller: Caller): Promise<Values> {
    const [instruments, proposals, samples] = await Promise.all([
      this.names('instruments', ['name'], values['instrumentIds'], {}),
      this.names('proposals', ['title'], values['proposalIds'], this.access.readFilter(caller, 'proposal')),
      this.names(
        'samples',
        ['sampleName', 'description'],
        values['sampleIds'],
        this.access.readFilter(caller, 'sample'),
      ),
    ]);
    return { ...values, ...instruments('instrumentIds'), ...proposals('proposalIds'), ...samples('sampleIds') };
  }

  private async names(collection: string, fields: string[], values: FacetValue[] | undefined, rule: Filter) {
    if (!values?.length) return () => ({});
    const condition = both({ _id: { $in: values.map(({ value }) => value) } }, rule);
    const projection = Object.fromEntries(fields.map((name) => [name, 1]));
    const found = await this.connection
      .collection(collection)
      .find(condition, { projection, maxTimeMS: 2000 })
      .toArray();
    const names = new Map(
      found.map((record) => [String(record._id), fields.map((name) => record[name]).find(Boolean)]),
    );
    return (facet: string): Values => ({
      [facet]: values.map((item) => {
        const label: unknown = names.get(String(item.value));
        return typeof label === 'string' ? { ...item, label } : item;
      }),
    });
  }
}
