import type { Service } from '../service.ts';
import { consoleLogin } from './login.ts';
import { reasons } from './reasons.ts';
import { switchRole } from './switch-role.ts';

/**
 * The console's sign-in, as far as identities go: a session of twelve hours, and the switching of roles out of it. The
 * actions have the names under which CloudTrail records them.
 */
export const service: Service = {
  name: 'signin',
  start: () => ({}),
  actions: { ConsoleLogin: consoleLogin, SwitchRole: switchRole },
  reasons,
};
