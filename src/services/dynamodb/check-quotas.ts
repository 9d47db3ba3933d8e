import type { Definition } from '../../core/definition.ts';
import type { Reader } from '../../schema/reader.ts';
import type { DynamoDbDefinition, TableDefinition } from './definition.ts';

const DIRECTIONS = ['read', 'write'] as const;

/** Checks provisioned throughput against the quotas per table and per account ("Quotas in Amazon DynamoDB"). */
export function checkQuotas(definition: Definition, reader: Reader): void {
  for (const { name, place, parts } of definition.accounts.values()) {
    if (parts.dynamodb === undefined) continue;
    for (const direction of DIRECTIONS) {
      const tables = [...parts.dynamodb.tables.values()].filter(({ billingMode }) => billingMode === 'PROVISIONED');
      checkTables(tables, parts.dynamodb, direction, reader);
      const total = tables.reduce((sum, table) => sum + provisionedOf(table, direction), 0);
      const most = parts.dynamodb.quotas.account[direction];
      if (total <= most) continue;
      reader.error(
        'quota',
        `${name} has ${total} ${direction} units provisioned, more than the ${most} of its quota`,
        place,
      );
    }
  }
}

function checkTables(
  tables: readonly TableDefinition[],
  { quotas }: DynamoDbDefinition,
  direction: (typeof DIRECTIONS)[number],
  reader: Reader,
): void {
  const most = quotas.table[direction];
  for (const table of tables) {
    const units = provisionedOf(table, direction);
    if (units <= most) continue;
    reader.error(
      'quota',
      `${table.name} has ${units} ${direction} units provisioned, more than the ${most} of a table`,
      table.place,
    );
  }
}

/** A table's own units and those of its global indexes. */
function provisionedOf({ capacity, indexes }: TableDefinition, direction: (typeof DIRECTIONS)[number]): number {
  const global = indexes.filter(({ kind }) => kind === 'global');
  return global.reduce((sum, index) => sum + index.capacity.provisioned[direction], capacity.provisioned[direction]);
}
