import type { Kind } from '../../schema/resources.ts';
import { arnOf } from './bucket.ts';

export const BUCKET: Kind = {
  service: 's3',
  name: 'bucket',
  label: 'bucket',
  arn: (_account, name) => arnOf(name),
};

export const ACCESS_POINT: Kind = {
  service: 's3',
  name: 'access-point',
  label: 'access point',
  aliases: ['accessPoint', 'accesspoint'],
  arn: (account, name) => `arn:aws:s3:${account.region}:${account.id}:accesspoint/${name}`,
};
