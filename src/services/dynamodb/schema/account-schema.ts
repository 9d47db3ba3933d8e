import { object, optional } from '../../../schema/collections.ts';
import { integer } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { DEFAULT_QUOTAS, type DynamoDbDefinition } from '../definition.ts';
import { tables } from './table-schema.ts';

const quota = optional(integer({ min: 1, max: 10_000_000 }));
const fields = object({
  tables: optional(tables),
  quotas: optional(object({ tableRead: quota, tableWrite: quota, accountRead: quota, accountWrite: quota })),
});

/** `dynamodb` in an account. */
export const account: Schema<DynamoDbDefinition> = {
  json: () => fields.json(),
  read: (node, reader) => {
    const keys = fields.read(node, reader);
    if (keys === undefined) return undefined;
    const { table, account: whole } = DEFAULT_QUOTAS;
    const given = keys.quotas;
    return {
      tables: keys.tables ?? new Map(),
      quotas: {
        table: { read: given?.tableRead ?? table.read, write: given?.tableWrite ?? table.write },
        account: { read: given?.accountRead ?? whole.read, write: given?.accountWrite ?? whole.write },
      },
    };
  },
};
