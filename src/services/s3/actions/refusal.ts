import type { Place } from '../../../core/source.ts';
import type { ApiFailure } from '../../service.ts';
import { ERRORS, type ErrorCode } from '../errors.ts';
import { reasons, type S3Entry, type S3Facts } from '../reasons.ts';

/** What a refusal says beside its reason. */
interface RefusalDetails {
  readonly at: string;
  readonly place?: Place | undefined;
  /** AWS's code, where it is not that of the reason. */
  readonly awsCode?: ErrorCode | undefined;
  /** AWS's text, where it is not that of the code. */
  readonly message?: string | undefined;
  readonly children?: readonly S3Entry[] | undefined;
  readonly trace?: ApiFailure['trace'];
  readonly facts?: ApiFailure['facts'];
}

/** S3 refuses a request: AWS's code, status and text, and our reason. */
export function refuse<Reason extends keyof S3Facts>(
  reason: Reason,
  looked: S3Facts[Reason],
  details: RefusalDetails,
): ApiFailure {
  const { at, place, children, trace = [], facts } = details;
  const text: { readonly awsCode?: string } = reasons[reason] as { readonly awsCode?: string };
  const awsCode = details.awsCode ?? ((text.awsCode ?? 'InvalidRequest') as ErrorCode);
  const { httpStatus, message } = ERRORS[awsCode];
  const entry = { service: 's3', reason, at, verdict: 'block', looked, place, children } as S3Entry;
  return {
    awsCode,
    httpStatus,
    message: details.message ?? message,
    reason,
    at,
    outcome: reason === 'rests-on-unknown' ? 'unknown' : awsCode === 'AccessDenied' ? 'denied' : 'error',
    trace: [...trace, entry],
    ...(facts === undefined ? {} : { facts }),
  };
}

/** One decision as a trace entry. */
export function entry<Reason extends keyof S3Facts>(
  reason: Reason,
  looked: S3Facts[Reason],
  at: string,
  verdict: S3Entry['verdict'] = 'pass',
): S3Entry {
  return { service: 's3', reason, at, verdict, looked } as S3Entry;
}
