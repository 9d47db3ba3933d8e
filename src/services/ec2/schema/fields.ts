import { described, type Field, object, optional, record } from '../../../schema/collections.ts';
import { boolean, oneOf, text } from '../../../schema/scalars.ts';
import type * as written from '../definition.ts';

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

const dnsNameFields = {
  hostnameType: optional(oneOf(['ip-name', 'resource-name'], 'what its private name is made of')),
  enableResourceNameDnsARecord: optional(described('whether its name by id has an A record', boolean)),
  enableResourceNameDnsAAAARecord: optional(described('whether its name by id has an AAAA record', boolean)),
} satisfies FieldsOf<written.PrivateDnsNameOptions>;

/** "Amazon EC2 instance hostname types", EC2 User Guide. */
export const privateDnsNameOptions = object(dnsNameFields);
