import { SciZooError } from '@scizoo/domain';
import { readFileSync } from 'node:fs';
import type { Value, Where } from './filter';
import { PANET_EXTRACT } from './panet-extract';

/** A technique of the ontology. It may have several parents. */
export interface OntologyTerm {
  readonly id: string;
  readonly name: string;
  readonly synonyms?: readonly string[];
  readonly parents?: readonly string[];
}

const fault = (path: string, what: string) => new SciZooError('invalid', `PANET_FILE ${path} ${what}`);

/** @throws SciZooError that names the file and what is wrong with it */
function readTerms(path: string): readonly OntologyTerm[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw fault(path, (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'is not JSON');
  }
  const isTexts = (value: unknown) =>
    value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
  const isTerm = (term: unknown): term is OntologyTerm => {
    const { id, name, synonyms, parents } = (term ?? {}) as Record<string, unknown>;
    return typeof id === 'string' && typeof name === 'string' && isTexts(synonyms) && isTexts(parents);
  };
  if (!Array.isArray(content) || !content.every(isTerm))
    throw fault(path, 'must be a list of {id, name, synonyms, parents}');
  return content;
}

/** PaNET: a condition on a technique means it or any that is below it. */
export class Techniques {
  private readonly children = new Map<string, string[]>();
  private readonly idsByName = new Map<string, string>();

  constructor(terms: readonly OntologyTerm[]) {
    for (const { id, name, synonyms = [], parents = [] } of terms) {
      for (const label of [name, ...synonyms]) this.idsByName.set(label.toLowerCase(), id);
      for (const parent of parents) this.children.set(parent, [...(this.children.get(parent) ?? []), id]);
    }
  }
  static read(path: string | undefined): Techniques {
    return new Techniques(path === undefined ? PANET_EXTRACT : readTerms(path));
  }

  /** The technique and all below it; several ways to one and circles do no harm. */
  within(id: string): string[] {
    const found = new Set([id]);
    for (const next of found) for (const child of this.children.get(next) ?? []) found.add(child);
    return [...found];
  }

  /** The condition with every technique widened to what is below it; names become identifiers where they are known. */
  expand(where: Where): Where {
    if ('and' in where) return { and: where.and.map((part) => this.expand(part)) };
    if ('or' in where) return { or: where.or.map((part) => this.expand(part)) };
    if ('text' in where) return where;
    // The two say the same: a tag has no identifier of PaNET beside its pid.
    const asked = where.field === 'panetId' ? { ...where, field: 'pid' } : where;
    const { field, op, values } = asked;
    if ((field !== 'pid' && field !== 'name') || !['eq', 'neq', 'inq', 'nin'].includes(op)) return asked;
    const known = values.map((value) => this.idOf(field, value));
    // What the ontology does not know is compared as it stands.
    if (known.some((id) => id === undefined)) return asked;
    const ids = [...new Set(known.flatMap((id) => this.within(id!)))];
    return { field: 'pid', op: op === 'neq' || op === 'nin' ? 'nin' : 'inq', values: ids };
  }
  private idOf(field: string, value: Value): string | undefined {
    if (typeof value !== 'string') return undefined;
    return field === 'pid' ? value : this.idsByName.get(value.toLowerCase());
  }
}
