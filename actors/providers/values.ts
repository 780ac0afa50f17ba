/**
 * Settings and environment keys of vendors, in the form for code that knows no vendor.
 */
import { z } from 'zod';

/** Values by key, checked by the schemas they are for before they are used. */
export type Values = Readonly<Record<string, unknown>>;

/** Schemas by key. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** A schema of exactly these keys; values of other keys are dropped. */
export const valuesSchema = <S extends Shape>(shape: S) => z.object(shape);

/** The values that the schemas return. */
export type ValuesOf<S extends Shape> = z.output<ReturnType<typeof valuesSchema<S>>>;
