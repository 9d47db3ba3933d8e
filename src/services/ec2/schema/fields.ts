import { type Field, optional, record } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';

/** The members a schema must have to read all that the written form may hold; keeps the two from drifting apart. */
export type FieldsOf<Written> = { readonly [Key in keyof Written]-?: Field<unknown> };

/** What every resource may say about itself. */
export const resourceFields = {
  id: optional(text({ expected: "AWS's id of it" })),
  tags: optional(record(text())),
};

/** What a resource of one Region may say. */
export const regionalFields = {
  ...resourceFields,
  region: optional(text({ expected: 'a Region such as ap-northeast-1', pattern: /^[a-z]{2}(?:-[a-z]+)+-\d+$/ })),
};

/** Members of a resource may be left `unknown`. */
export const UNKNOWABLE = { unknowable: true } as const;
