import type { Adapters } from './contract.ts';
import { assumeRoleAdapters } from './iam/assume-role.ts';
import { policyAdapters } from './iam/policies.ts';

export const adapters: Adapters = { ...policyAdapters, ...assumeRoleAdapters };
