import type { Adapters } from './contract.ts';
import { adapters as dynamodb } from './dynamodb.ts';
import { adapters as ec2 } from './ec2.ts';
import { adapters as iam } from './iam.ts';
import { adapters as kinesis } from './kinesis.ts';
import { adapters as s3 } from './s3.ts';

/** Every adapter there is, by kind. A service joins with one import and one spread. */
export const adapters: Adapters = { ...dynamodb, ...ec2, ...iam, ...kinesis, ...s3 };
