import type { Dashboard } from '../dashboard.ts';

/** A tab of the dashboards area. Its code is loaded when it is first shown. */
export interface DashboardSlot {
  /** The digit that opens it. */
  readonly key: string;
  readonly title: string;
  /** It is dimmed in a scenario that uses none of these services. */
  readonly services: readonly [string, ...string[]];
  readonly load?: () => Promise<Dashboard>;
}

/** All tabs, in the order of their digits. */
export const dashboardSlots: readonly DashboardSlot[] = [
  {
    key: '1',
    title: 'Network',
    services: ['ec2'],
    load: async () => (await import('./network/index.ts')).networkDashboard,
  },
  {
    key: '2',
    title: 'Identity',
    services: ['iam', 'sts'],
    load: async () => (await import('./identity/index.ts')).identityDashboard,
  },
  {
    key: '3',
    title: 'S3',
    services: ['s3'],
    load: async () => (await import('./s3/index.ts')).s3Dashboard,
  },
  {
    key: '4',
    title: 'DynamoDB',
    services: ['dynamodb'],
    load: async () => (await import('./dynamodb/index.ts')).dynamodbDashboard,
  },
  {
    key: '5',
    title: 'Streams',
    services: ['kinesis', 'kcl'],
    load: async () => (await import('./streams/index.ts')).streamsDashboard,
  },
  { key: '6', title: 'Lambda', services: ['lambda'] },
  { key: '7', title: 'Watch', services: ['cloudwatch', 'logs'] },
  { key: '8', title: 'Balance', services: ['elbv2'] },
  { key: '9', title: 'Search', services: ['opensearch'] },
  { key: '0', title: 'CLI', services: ['awscli'] },
];
