import { hexOf } from '../../core/hash.ts';

/** Some blocks of AWS's published address ranges (ip-ranges.json) for the services that have gateway endpoints. */
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  s3: {
    'ap-northeast-1': ['3.5.152.0/21', '52.219.0.0/20', '52.219.16.0/22', '52.219.68.0/22', '52.219.136.0/22'],
    'eu-central-1': ['3.5.134.0/23', '3.5.136.0/22', '52.219.44.0/22', '52.219.72.0/22', '52.219.168.0/22'],
    'eu-west-1': ['3.5.64.0/21', '52.92.0.0/17', '52.218.0.0/17'],
    'us-east-1': ['3.5.0.0/19', '52.216.0.0/15', '54.231.0.0/16'],
    'us-west-2': ['3.5.76.0/22', '3.5.80.0/21', '52.92.128.0/17', '52.218.128.0/17'],
  },
  dynamodb: {
    'ap-northeast-1': ['52.94.8.0/24', '52.119.208.0/23'],
    'eu-central-1': ['52.94.17.0/24', '52.119.188.0/22'],
    'eu-west-1': ['52.94.24.0/23', '52.119.240.0/21'],
    'us-east-1': ['52.94.0.0/22', '52.119.224.0/20'],
    'us-west-2': ['52.94.10.0/24', '52.94.12.0/24'],
  },
};

/**
 * The public address blocks of a service in a Region, as its prefix list holds them.
 * @modelChoice AWS changes them from week to week and no decision rests on which they are; where none is known here, a
 * block of 52.95.0.0/16 (Amazon's) stands for them, derived from the service's name.
 */
export function servicePrefixes(service: string, region: string): readonly string[] {
  const published = PUBLISHED[service]?.[region];
  return published ?? [`52.95.${Number.parseInt(hexOf(`${service}.${region}`, 2), 16)}.0/24`];
}
