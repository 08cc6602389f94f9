import { type EmbargoFields, setAndUnset } from '../embargo/embargo-end';
import type { EmbargoEnds } from '../embargo/embargo-ends';
import type { Stored } from '../schema/record-kind';
import type { FlatFields } from './captured-values';
import type { OwningProposal } from './ownership';
import type { DatasetPlan, KnownDataset } from './plan-dataset';

interface Around {
  /** The datasets as they were read. */
  readonly records: ReadonlyMap<string, KnownDataset>;
  readonly proposals: ReadonlyMap<string, OwningProposal>;
  readonly ends: EmbargoEnds;
}
/** What the day follows from, among what events tell. */
const FOLLOWED = ['proposalIds', 'creationTime'];

/** The plans with the day on which their datasets open: of new ones, and of those whose proposal or beginning is told anew. */
export async function withOpening(
  plans: readonly DatasetPlan[],
  { records, proposals, ends }: Around,
): Promise<DatasetPlan[]> {
  const fresh = plans.flatMap(({ insert }) => (insert ? [insert as unknown as Stored] : []));
  const told = plans.flatMap(({ pid, insert, set }) => {
    const known = records.get(pid);
    return known && !insert && FOLLOWED.some((name) => name in set) ? [{ ...known, ...set } as unknown as Stored] : [];
  });
  await ends.date(fresh, proposals);
  const fields = told.length > 0 ? await ends.fieldsOf(told) : new Map<string, EmbargoFields>();
  return plans.map((plan) => {
    const own = fields.get(plan.pid);
    if (!own) return plan;
    const { set, unset } = setAndUnset(own);
    return { ...plan, set: { ...plan.set, ...set } as FlatFields, unset: [...plan.unset, ...unset] };
  });
}
