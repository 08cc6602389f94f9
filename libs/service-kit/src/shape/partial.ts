import 'reflect-metadata';
import type { Shape } from './field';

const PARTIAL = Symbol('partial');
/** A class whose required fields may be absent: a change of a record. */
export const markPartial = (shape: Shape): void => Reflect.defineMetadata(PARTIAL, true, shape);
export const isPartial = (shape: Shape): boolean => Reflect.hasOwnMetadata(PARTIAL, shape);
