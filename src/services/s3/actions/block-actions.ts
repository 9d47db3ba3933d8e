import type { AccountDefinition } from '../../../core/definition.ts';
import type { Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { type Fields, type ObjectOf, object, optional } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { accountById } from '../../iam/index.ts';
import { type ApiAction, type ApiReply, type ApiRequest, defineAction } from '../../service.ts';
import { awsNameOf, type PublicAccessBlock, SETTINGS, wholeBlock } from '../block/block-public-access.ts';
import { type BlockText, publicAccessBlock } from '../schema/block.ts';
import { accountBlockAddress } from '../store/levels.ts';
import { organizationBlock } from '../store/organization.ts';
import { type S3View, viewDuring } from '../store/view.ts';
import { controlCli } from './cli.ts';
import { changedReply, deniedText, readReply, replied, s3Action } from './define.ts';
import { entry, refuse } from './refusal.ts';

const CONFIGURATION = { publicAccessBlockConfiguration: optional(publicAccessBlock) };

function blockJson({ settings }: PublicAccessBlock): Json {
  return Object.fromEntries(SETTINGS.map((setting) => [setting, settings[setting].on]));
}

function blockWords({ settings }: PublicAccessBlock): string {
  const on = SETTINGS.filter((setting) => settings[setting].on === true).map(awsNameOf);
  return on.length === 0 ? 'all four settings are off' : `on: ${on.join(', ')}`;
}

/** What is left out is off. */
const configured = (block: BlockText | undefined): PublicAccessBlock =>
  block === undefined || block === 'none' ? wholeBlock(false) : block;

const getOfBucket = s3Action({
  on: 'bucket',
  command: 'get-public-access-block',
  permission: 'GetBucketPublicAccessBlock',
  perform: ({ bucket }) => {
    if (bucket.block === undefined) return notConfigured(bucket.address);
    return readReply(
      { publicAccessBlockConfiguration: blockJson(bucket.block) },
      bucket.address,
      blockWords(bucket.block),
    );
  },
});

const putOfBucket = s3Action({
  on: 'bucket',
  command: 'put-public-access-block',
  permission: 'PutBucketPublicAccessBlock',
  fields: CONFIGURATION,
  perform: (call) => {
    const block = configured(call.parameters.publicAccessBlockConfiguration);
    return changedReply(call, { ...call.bucket, block }, blockWords(block));
  },
});

/** Deleting the configuration needs the permission to put it (S3 User Guide, Blocking public access: Permissions). */
const deleteOfBucket = s3Action({
  on: 'bucket',
  command: 'delete-public-access-block',
  permission: 'PutBucketPublicAccessBlock',
  perform: (call) =>
    changedReply(call, { ...call.bucket, block: undefined }, 'Block Public Access of the bucket is removed', {
      httpStatus: 204,
    }),
});

function notConfigured(at: string): ApiReply {
  const awsCode = 'NoSuchPublicAccessBlockConfiguration';
  return { failed: refuse('not-configured', { what: 'Block Public Access configuration' }, { at, awsCode }) };
}

const ACCOUNT = {
  accountId: optional(text({ description: 'the account, by name or id; the caller’s own unless given' })),
};
type AccountParameters<F extends Fields> = { readonly accountId?: string } & ObjectOf<F>;

/** What an action does to the settings of a whole account. */
interface AccountAction<F extends Fields> {
  /** The command of the AWS CLI. */
  readonly command: string;
  readonly permission: string;
  readonly fields: F;
  readonly changes: boolean;
  readonly perform: (call: {
    readonly simulation: Simulation;
    readonly view: S3View;
    readonly account: AccountDefinition;
    readonly at: string;
    readonly parameters: AccountParameters<F>;
  }) => ApiReply;
}

/** Settings of an account are its own to change, unless its organization manages them. */
function accountAction<F extends Fields>({
  command,
  permission,
  fields,
  changes,
  perform,
}: AccountAction<F>): ApiAction {
  const parameters = object({ ...ACCOUNT, ...fields }) as unknown as Schema<AccountParameters<F>>;
  const action = `s3:${permission}`;
  return defineAction<AccountParameters<F>>({
    parameters,
    describe: (simulation, request) => {
      const account = accountOf(simulation, request);
      if (account === undefined) return refuse('missing-target', { what: 'which account' }, { at: request.action });
      const at = accountBlockAddress(account.name);
      if (request.caller.accountId !== account.id) {
        return refuse('not-own-account', { account: account.name }, { at });
      }
      return [{ action, resource: '*', at, resourceAccount: account.id }];
    },
    perform: (simulation, request) => {
      const account = accountOf(simulation, request);
      if (account === undefined) return { failed: refuse('missing-target', { what: 'which account' }, { at: action }) };
      const at = accountBlockAddress(account.name);
      const managed = organizationBlock(simulation.definition, account.name);
      if (changes && managed !== undefined) {
        return { failed: refuse('block-managed', { by: managed.at }, { at: managed.at, place: managed.place }) };
      }
      return perform({ simulation, view: viewDuring(simulation), account, at, parameters: request.parameters });
    },
    cli: controlCli(command, 'accountId'),
    denied: deniedText,
  });
}

function accountOf(
  { definition }: Simulation,
  { parameters, target, caller }: ApiRequest<{ readonly accountId?: string }>,
): AccountDefinition | undefined {
  const named = parameters.accountId ?? target ?? caller.accountId;
  return named === undefined ? undefined : (definition.accounts.get(named) ?? accountById(definition, named));
}

function putAccountBlock(simulation: Simulation, id: string, block: PublicAccessBlock | undefined): void {
  const state = simulation.runtime('s3');
  const blocks = new Map(state.blocks);
  if (block === undefined) blocks.delete(id);
  else blocks.set(id, block);
  simulation.setRuntime('s3', { ...state, blocks });
}

const getOfAccount = accountAction({
  command: 'get-public-access-block',
  permission: 'GetAccountPublicAccessBlock',
  fields: {},
  changes: false,
  perform: ({ view, account, at }) => {
    const block = view.blocks.get(account.id);
    if (block === undefined) return notConfigured(at);
    return readReply({ publicAccessBlockConfiguration: blockJson(block) }, at, blockWords(block));
  },
});

const putOfAccount = accountAction({
  command: 'put-public-access-block',
  permission: 'PutAccountPublicAccessBlock',
  fields: CONFIGURATION,
  changes: true,
  perform: ({ simulation, account, at, parameters }) => {
    const block = configured(parameters.publicAccessBlockConfiguration);
    putAccountBlock(simulation, account.id, block);
    return replied(null, { trace: [entry('changed', { what: blockWords(block) }, at)] });
  },
});

const deleteOfAccount = accountAction({
  command: 'delete-public-access-block',
  permission: 'PutAccountPublicAccessBlock',
  fields: {},
  changes: true,
  perform: ({ simulation, account, at }) => {
    putAccountBlock(simulation, account.id, undefined);
    const what = 'Block Public Access of the account is removed';
    return replied(null, { trace: [entry('changed', { what }, at)] });
  },
});

/** Operations on Block Public Access of a bucket, and (`…Account…`) of an account. */
export const blockActions: Readonly<Record<string, ApiAction>> = {
  GetPublicAccessBlock: getOfBucket,
  PutPublicAccessBlock: putOfBucket,
  DeletePublicAccessBlock: deleteOfBucket,
  GetBucketPublicAccessBlock: getOfBucket,
  PutBucketPublicAccessBlock: putOfBucket,
  DeleteBucketPublicAccessBlock: deleteOfBucket,
  GetAccountPublicAccessBlock: getOfAccount,
  PutAccountPublicAccessBlock: putOfAccount,
  DeleteAccountPublicAccessBlock: deleteOfAccount,
};
