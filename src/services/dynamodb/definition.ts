import type { Place } from '../../core/source.ts';
import type { Node } from '../../schema/node.ts';
import type { Resource } from '../../schema/resources.ts';
import type { LoadItems } from '../load/index.ts';
import type { KeySchema } from './key/key-schema.ts';

declare module '../../core/definition.ts' {
  interface AccountParts {
    dynamodb: DynamoDbDefinition;
  }
  interface ModelChoices {
    /** Off: a partition has only its even share of the provisioned throughput, as before 2018. */
    dynamodbAdaptive: boolean;
    /** Off: no partition is ever split for its heat. */
    dynamodbSplitForHeat: boolean;
  }
}

/** What an account has of DynamoDB. */
export interface DynamoDbDefinition {
  readonly tables: ReadonlyMap<string, TableDefinition>;
  readonly quotas: Quotas;
}

/** Units a second of one direction each. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/** Adjustable quotas of an account in a Region ("Quotas in Amazon DynamoDB"). */
export interface Quotas {
  /** Of one table with its global indexes. */
  readonly table: Units;
  /** Of all provisioned tables together. */
  readonly account: Units;
}

export const DEFAULT_QUOTAS: Quotas = {
  table: { read: 40_000, write: 40_000 },
  account: { read: 80_000, write: 80_000 },
};

/** How a table or global index is given its capacity. */
export interface CapacityDefinition {
  /** Units a second; ignored while the table is on demand. */
  readonly provisioned: Units;
  /** Upper limits of an on-demand table; none unless given. */
  readonly maximum: Partial<Units>;
  /** What it can serve at once; raises what it starts with. */
  readonly warm: Partial<Units>;
  /** The highest traffic an on-demand table has seen before the scenario starts. */
  readonly previousPeak: Partial<Units>;
  readonly autoScaling: { readonly read?: ScalingPolicy | undefined; readonly write?: ScalingPolicy | undefined };
  /** Seconds of unused capacity in the burst bank at the start. */
  readonly burstSeconds: number;
}

/** A target tracking policy of Application Auto Scaling. */
export interface ScalingPolicy {
  readonly min: number;
  readonly max: number;
  /** Percent of the provisioned throughput. */
  readonly target: number;
}

/** What an index holds besides its own key and the table's. */
export type ProjectionDefinition =
  | { readonly type: 'ALL' | 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly attributes: readonly string[] };

export interface IndexDefinition {
  readonly name: string;
  readonly kind: 'global' | 'local';
  readonly address: string;
  readonly arn: string;
  readonly key: KeySchema;
  readonly projection: ProjectionDefinition;
  /** Of a global index; a local one lives on the table's. */
  readonly capacity: CapacityDefinition;
  readonly place: Place;
}

export type BillingMode = 'PAY_PER_REQUEST' | 'PROVISIONED';
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export interface TableDefinition extends Resource {
  readonly region: string;
  readonly tableArn: string;
  readonly key: KeySchema;
  readonly billingMode: BillingMode;
  readonly capacity: CapacityDefinition;
  readonly indexes: readonly IndexDefinition[];
  /** The attribute with the moment an item expires. */
  readonly timeToLive?: string | undefined;
  readonly stream?: StreamView | undefined;
  /** A resource-based policy. */
  readonly policy?: Node | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Items the table starts with, in plain YAML or DynamoDB JSON. */
  readonly items: readonly Node[];
  /** Items made from distributions, for tables too big to write down. */
  readonly fill?: FillDefinition | undefined;
  readonly place: Place;
}

/** Many items a table starts with. */
export interface FillDefinition {
  readonly count: number;
  readonly items: LoadItems;
}
