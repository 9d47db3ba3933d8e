import type { TraceEntry } from '../../core/trace.ts';
import type { ApiFailure } from '../service.ts';
import { reasons, type SigninFacts } from './reasons.ts';

/** What the console's sign-in refuses: no policy was asked. */
export function refusal<Reason extends keyof SigninFacts>(
  reason: Reason,
  looked: SigninFacts[Reason],
  at: string,
): ApiFailure {
  const text = reasons[reason] as { readonly says: (looked: SigninFacts[Reason]) => string };
  const trace: TraceEntry[] = [{ service: 'signin', reason, at, verdict: 'block', looked }];
  return { awsCode: 'AccessDenied', httpStatus: 403, message: text.says(looked), reason, at, outcome: 'denied', trace };
}
