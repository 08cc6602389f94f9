export * as field from './field';
export { fieldsOf, type Field, type Fields, type Shape } from './field';
export { derive } from './derive';
export { jsonSchemaOf, validatorOf, type JsonSchema } from './json-schema';
export { isPartial } from './partial';
export { equip, faultTexts, validationErrors } from './validators';
export { freeMetadataFault, isEmail, isMoment, isTooLarge, limitFreeContent } from './checks';
