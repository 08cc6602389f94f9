import { EVENTS } from '@scizoo/messaging';
import { type Field, fieldsOf, jsonSchemaOf, type Shape, validationErrors, validatorOf } from '@scizoo/service-kit';
import fc from 'fast-check';
import { AttachmentRecord } from '../attachments/attachment.record';
import { CreateAttachment, UpdateAttachment } from '../attachments/attachments-v4.controller';
import { DatasetRecord, StoredDataset } from '../datasets/dataset.record';
import { CreateDataset, ReplaceDataset, UpdateDataset, UpdateLifecycle } from '../datasets/dataset.shapes';
import { CreateInstrument, UpdateInstrument } from '../instruments/instruments.controller';
import { CreateAttachmentV3, UpdateAttachmentV3 } from '../legacy-v3/attachment-v3';
import { shapeV3 } from '../legacy-v3/dataset-v3';
import { CreateOrigDatablock, UpdateOrigDatablock } from '../origdatablocks/origdatablock.shapes';
import { CreateProposal, UpdateProposal } from '../proposals/proposals.controller';
import { CreateSample, UpdateSample } from '../samples/samples.controller';

const TYPES = ['raw', 'derived', 'custom'];
const shapes: Shape[] = [
  ...Object.values(EVENTS).map(({ data }) => data),
  DatasetRecord,
  StoredDataset,
  AttachmentRecord,
  CreateDataset,
  ReplaceDataset,
  UpdateDataset,
  UpdateLifecycle,
  CreateAttachment,
  UpdateAttachment,
  CreateAttachmentV3,
  UpdateAttachmentV3,
  CreateOrigDatablock,
  UpdateOrigDatablock,
  CreateProposal,
  UpdateProposal,
  CreateSample,
  UpdateSample,
  CreateInstrument,
  UpdateInstrument,
  ...TYPES.flatMap((type) => (['create', 'update', 'replace'] as const).map((purpose) => shapeV3(purpose, type))),
];

const anything = fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' });
const wildText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\uFE0Fb',
    '👩‍🔬'.repeat(3),
    '2026-02-30',
    '2026-01-02',
    '2026-01-02T03:04:05Z',
    'a@b.c',
    'a@b.c; d@e.f',
    'http://x',
    '1',
    'null',
  ),
);

/** A text near the limits of the field; multi-unit characters make a difference there. */
function textOf(field: Extract<Field, { kind: 'text' }>): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength = 20, oneOf, format } = field;
  if (oneOf) return fc.constantFrom(...oneOf);
  if (format === 'email' || format === 'email-list')
    return fc.constantFrom('a@b.example', 'a@b.example;c@d.example', 'a@', '');
  if (format === 'uri') return fc.constantFrom('https://a.example/b', 'urn:x', 'no uri', '');
  const lengths = fc.constantFrom(
    ...[minLength - 1, minLength, minLength + 1, Math.min(maxLength, 300), Math.min(maxLength, 300) + 1].filter(
      (n) => n >= 0,
    ),
  );
  return fc
    .tuple(fc.constantFrom('a', 'é', '𝒳', 'a\uFE0F', '👩‍🔬'), lengths)
    .map(([unit, length]) => unit.repeat(length));
}
function valid(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'text':
      return textOf(field);
    case 'moment':
      return fc.constantFrom('2026-01-02', '2026-01-02T03:04:05.678Z', '2026-01-02T03:04+01:00', '2026-01-02T03:04:05');
    case 'number':
      return fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, -0, 1e300, field.min ?? 0, (field.min ?? 0) - 1, field.max ?? 1),
      );
    case 'yes-no':
      return fc.boolean();
    case 'free':
      return fc.dictionary(fc.oneof(wildText, fc.constantFrom('toString', 'hasOwnProperty', 'a.b', '$x')), anything, {
        maxKeys: 4,
      });
    case 'any':
      return anything;
    case 'nested':
      return bodyOf(field.of());
    case 'list': {
      const item: Field = typeof field.of === 'function' ? { kind: 'nested', of: field.of } : field.of;
      return fc.array(fc.oneof({ weight: 8, arbitrary: valid(item) }, { weight: 1, arbitrary: anything }), {
        maxLength: 3,
      });
    }
  }
}
/** Mostly right, wrong in single places: such bodies find more than pure noise. */
function bodyOf(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.fromEntries(
    Object.entries(fieldsOf(shape)).map(([name, field]) => [
      name,
      fc.oneof(
        { weight: field.required ? 40 : 8, arbitrary: valid(field) },
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.oneof(anything, wildText) },
        { weight: field.required ? 1 : 20, arbitrary: fc.constant(undefined) },
      ),
    ]),
  );
  const extra = fc.oneof(
    { weight: 12, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.dictionary(
        fc.constantFrom('odd', 'toString', 'hasOwnProperty', 'valueOf', '_id', 'readers'),
        anything,
        { minKeys: 1, maxKeys: 1 },
      ),
    },
  );
  // Through JSON, as every body comes.
  return fc
    .tuple(fc.record(members), extra)
    .map(([body, more]) => JSON.parse(JSON.stringify({ ...body, ...more })) as Record<string, unknown>);
}

describe('class-validator and the compiled JSON Schema', () => {
  it.each(shapes.map((shape) => [shape.name, shape] as const))(
    'agree on bodies of %s',
    (_, shape) => {
      const validate = validatorOf(shape);
      fc.assert(
        fc.property(
          fc.oneof(
            { weight: 30, arbitrary: bodyOf(shape) },
            { weight: 1, arbitrary: fc.dictionary(fc.string(), anything) },
          ),
          (body) => {
            const fast = validate(body);
            const slow = validationErrors(shape, body).length === 0;
            expect({
              fast,
              faults: validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`),
            }).toEqual({ fast: slow, faults: fast ? undefined : expect.anything() });
          },
        ),
        { numRuns: 150 },
      );
    },
    60_000,
  );

  it('both accept bodies and both refuse bodies in this test', () => {
    const verdicts = fc.sample(bodyOf(CreateInstrument), 300).map((body) => validatorOf(CreateInstrument)(body));
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });

  it('the schema names every field of the class', () => {
    for (const shape of shapes)
      expect(Object.keys((jsonSchemaOf(shape) as { properties: object }).properties)).toEqual(
        Object.keys(fieldsOf(shape)),
      );
  });
});
