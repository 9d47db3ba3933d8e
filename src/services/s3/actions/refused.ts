import type { ApiFailure, ApiReply } from '../../service.ts';
import { settingFacts, words } from '../access/trace.ts';
import type { RequestedAcl } from '../acl/acl.ts';
import { awsNameOf, effectiveSetting, placeOfSetting, type Setting } from '../block/block-public-access.ts';
import { arnOf } from '../bucket.ts';
import type { PolicyStatus } from '../policy/status.ts';
import { statusEntries } from '../policy/trace.ts';
import type { Refusal } from '../rulings.ts';
import { aclWord } from './acl-parameters.ts';
import { refuse } from './refusal.ts';
import { type BucketCall, isRelated } from './request.ts';

/** S3 refuses an ACL. */
export function refusedAcl<P>(call: BucketCall<P>, refusal: Refusal, acl: RequestedAcl | undefined): ApiReply {
  const { bucket } = call;
  const word = acl === undefined ? 'no ACL' : aclWord(acl);
  switch (refusal) {
    case 'public-acl-blocked':
      return { failed: blockedBy(call, 'blockPublicAcls', word) };
    case 'acl-not-supported':
      return { failed: refuse(refusal, { acl: word }, { at: bucket.address, place: bucket.place }) };
    case 'bucket-acl-with-ownership': {
      const grants = bucket.acl === 'unknown' ? [] : words(bucket.acl);
      return { failed: refuse(refusal, { grants }, { at: bucket.address, place: bucket.place }) };
    }
    default:
      return { failed: undecided(call, 'Object Ownership or Block Public Access') };
  }
}

/** S3 refuses a public policy. */
export function refusedPolicy<P>(call: BucketCall<P>, refusal: Refusal, status: PolicyStatus): ApiFailure {
  if (refusal !== 'public-policy-blocked') return undecided(call, 'Block Public Access');
  const setting = effectiveSetting(call.levels, 'blockPublicPolicy');
  return refuse(refusal, settingFacts(setting), {
    at: setting.by?.at ?? call.bucket.address,
    place: placeOfSetting(setting),
    message: blockedMessage(call, 'blockPublicPolicy', 'public policies'),
    children: statusEntries(status, call.bucket.address),
  });
}

function blockedBy<P>(call: BucketCall<P>, name: Setting, acl: string): ApiFailure {
  const setting = effectiveSetting(call.levels, name);
  return refuse(
    'public-acl-blocked',
    { ...settingFacts(setting), acl },
    {
      at: setting.by?.at ?? call.bucket.address,
      place: placeOfSetting(setting),
      message: blockedMessage(call, name, 'public ACLs'),
    },
  );
}

/** AWS's text (S3 User Guide, Troubleshoot access denied errors: Block Public Access settings). */
function blockedMessage<P>(call: BucketCall<P>, setting: Setting, what: string): string | undefined {
  const { request, bucket, key } = call;
  if (!isRelated(call)) return undefined;
  return `User: ${request.caller.arn} is not authorized to perform: ${request.action} on resource: "${arnOf(bucket.name, key)}" because ${what} are prevented by the ${awsNameOf(setting)} setting in S3 Block Public Access.`;
}

function undecided<P>({ bucket }: BucketCall<P>, what: string): ApiFailure {
  return refuse('rests-on-unknown', { what }, { at: bucket.address, place: bucket.place });
}
