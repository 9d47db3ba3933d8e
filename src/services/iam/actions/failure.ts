import type { ApiFailure } from '../../service.ts';
import { type IamFacts, reasons } from '../reasons.ts';

type Refusing = 'no-such-entity' | 'entity-exists' | 'delete-conflict' | 'limit-exceeded' | 'malformed-policy';

const STATUS: Readonly<Record<Refusing, number>> = {
  'no-such-entity': 404,
  'entity-exists': 409,
  'delete-conflict': 409,
  'limit-exceeded': 409,
  'malformed-policy': 400,
};

/** A refusal of IAM's own, once the request is authorized. */
export function refusal<Reason extends Refusing>(reason: Reason, looked: IamFacts[Reason], at = ''): ApiFailure {
  const text = reasons[reason] as { readonly says: (looked: IamFacts[Reason]) => string; readonly awsCode: string };
  return {
    awsCode: text.awsCode,
    httpStatus: STATUS[reason],
    message: text.says(looked),
    reason,
    at,
    trace: [{ service: 'iam', reason, at, verdict: 'block', looked }],
  };
}
