import { fieldsOf, type Field, type Shape } from '@scizoo/service-kit';
import { Schema, type SchemaDefinition, type SchemaDefinitionProperty } from 'mongoose';

function bare(declared: Field): SchemaDefinitionProperty {
  switch (declared.kind) {
    case 'text':
      return { type: String };
    case 'moment':
      return { type: Date };
    case 'number':
      return { type: Number };
    case 'yes-no':
      return { type: Boolean };
    case 'free':
    case 'any':
      return { type: Schema.Types.Mixed };
    case 'nested':
      return { type: nestedSchemaOf(declared.of()) };
    case 'list': {
      const item = declared.of;
      return { type: [typeof item === 'function' ? nestedSchemaOf(item()) : bare(item)], default: undefined };
    }
  }
}

const pathsOf = (shape: Shape): SchemaDefinition =>
  Object.fromEntries(
    Object.entries(fieldsOf(shape)).map(([name, declared]) => {
      const index = declared.index && (declared.index === 'unique' ? { unique: true } : { index: true });
      return [name, { ...(bare(declared) as object), ...index }];
    }),
  );

const nestedSchemaOf = (shape: Shape) => new Schema(pathsOf(shape), { _id: false, minimize: false });

/** Users' metadata may have a member `language`, which would choose the stemming and may name none that is known. */
const TEXT_INDEX = { name: 'text', default_language: 'english', language_override: 'languageOfText' } as const;

type IndexKeys = Readonly<Record<string, 1 | -1>>;
export interface StorageRules {
  readonly collection: string;
  /** Field that is stored as `_id`. */
  readonly id: string;
  /** Indexes over several fields. Say in a comment which query uses each. */
  readonly indexes?: readonly IndexKeys[];
  /** The same for records of which a condition holds: the others pay nothing. A query must imply the condition to use it. */
  readonly partialIndexes?: readonly { readonly keys: IndexKeys; readonly only: Readonly<Record<string, unknown>> }[];
  /** Paths whose words are found by text search. */
  readonly text?: readonly string[];
}

/** The mongoose schema of a declared class: paths, types and indexes. */
export function mongooseSchemaOf(shape: Shape, rules: StorageRules): Schema {
  const { collection, id, indexes = [], partialIndexes = [], text = [] } = rules;
  const paths = pathsOf(shape);
  delete paths[id];
  const schema = new Schema(
    { _id: { type: String, required: true }, ...paths },
    { collection, versionKey: false, minimize: false },
  );
  for (const index of indexes) schema.index(index);
  for (const { keys, only } of partialIndexes) schema.index(keys, { partialFilterExpression: only });
  if (text.length > 0) schema.index(Object.fromEntries(text.map((path) => [path, 'text' as const])), TEXT_INDEX);
  return schema;
}
