import type { ApiReply } from '../../service.ts';
import type { RequestedAcl } from '../acl/acl.ts';
import { type AclParameters, aclOf } from './acl-parameters.ts';
import { refuse } from './refusal.ts';
import type { BucketCall } from './request.ts';

/** The ACL a call brings, or S3's refusal of what it wrote. */
export function appliedAcl(
  call: BucketCall<AclParameters>,
): { readonly acl: RequestedAcl | undefined } | Extract<ApiReply, { failed: unknown }> {
  const read = aclOf(call.parameters, call.view.definition);
  if (!('problem' in read)) return read;
  const { problem, awsCode } = read;
  return { failed: refuse('malformed-acl', { problem }, { at: call.bucket.address, message: problem, awsCode }) };
}
