import { type Field, type Fields, fieldsOf, setFields, type Shape } from './field';
import { markPartial } from './partial';

type Instance<S extends Shape> = InstanceType<S>;

export interface Derivation<K extends string> {
  readonly pick?: readonly K[];
  readonly omit?: readonly string[];
  /** Fields that need not be there, though the record always has them. */
  readonly optional?: readonly string[];
  /** Every field may be absent (PATCH), but a required one may still not be null. */
  readonly partial?: boolean;
  /** Keep the fields that the server sets. */
  readonly outputs?: boolean;
  /** Fields of this class stand in for those of the same name. */
  readonly instead?: Shape;
}

/** A new shape from a declared one: request bodies are derived, never retyped. Fields set by the server are left out. */
export function derive<S extends Shape, K extends keyof Instance<S> & string = keyof Instance<S> & string>(
  name: string,
  shape: S,
  how: Derivation<K> = {},
): new () => Partial<Pick<Instance<S>, K>> {
  const derived = { [name]: class {} }[name] as new () => Partial<Pick<Instance<S>, K>>;
  const declared: Fields = { ...fieldsOf(shape), ...(how.instead && fieldsOf(how.instead)) };
  const kept = Object.entries(declared)
    .filter(
      ([field, { outputOnly }]) =>
        (how.outputs || !outputOnly) &&
        (!how.pick || (how.pick as readonly string[]).includes(field)) &&
        !how.omit?.includes(field),
    )
    .map(([field, rules]): [string, Field] => [
      field,
      how.optional?.includes(field) ? { ...rules, required: false } : rules,
    ]);
  setFields(derived, Object.fromEntries(kept));
  if (how.partial) markPartial(derived);
  return derived;
}
