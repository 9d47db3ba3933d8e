import type { Json } from '../../../core/result.ts';
import { findRole, type PrincipalForm, principalForms, principalOf, viewOf } from '../../../services/iam/index.ts';
import { wrapRow } from '../../cells.ts';
import type { Dashboard, Pane, Picture, Scene } from '../../dashboard.ts';
import { outcomeMark } from '../../glyphs.ts';
import { type Content, row, seg } from '../../segment.ts';
import { chainOfStep, drawChain } from './chain.ts';
import { drawLadder } from './ladder.ts';
import { type Asked, askedIn, decidingCheck, decidingRung, type Rung } from './request.ts';
import { statementPane } from './statement.ts';
import { callersPane, rolesPane, sessionsPane } from './tables.ts';

interface Own {
  /** Which form of principal is imagined in the resource policy; 0: none. */
  readonly form: number;
  /** How many checks after the deciding one the ladder shows. */
  readonly check: number;
}

/**
 * The ladder of gates that the selected call passed, with the chain of sessions above it; the statements of the gate
 * under the cursor, taken apart; all sessions on the clock; who else could.
 */
export const identityDashboard: Dashboard<Own> = {
  title: 'Identity',
  start: { form: 0, check: 0 },
  keys: [
    {
      key: 'f',
      title: 'form of the principal',
      disabled: (scene) => (selected(scene, 0) === undefined ? 'the step asked no policy' : undefined),
      run: (own, scene) => ({ ...own, form: (own.form + 1) % (formsOf(scene, selected(scene, own.check)).length + 1) }),
    },
    {
      key: 'n',
      title: 'next check',
      disabled: (scene) => (askedIn(scene.result).length < 2 ? 'the call needed one permission only' : undefined),
      run: (own) => ({ ...own, check: own.check + 1 }),
    },
  ],
  panes: (scene, own, cursor) => {
    const asked = selected(scene, own.check);
    // While time is played only sessions change; what needs many questions waits until it stands still.
    const playing = scene.progress !== undefined;
    const roles = playing ? [] : [rolesPane(scene)];
    if (asked === undefined) {
      const ladder = ladderPane(scene, undefined, undefined);
      const others = [sessionsPane(scene), ...roles];
      // A chain that broke is what the step is about.
      return chainOfStep(scene).length > 0 ? [ladder, ...others] : [...others, ladder];
    }
    const form = formsOf(scene, asked)[own.form - 1];
    const under = rungUnder(scene, asked, cursor('ladder'));
    const callers = playing ? [] : [callersPane(scene, asked)];
    return [ladderPane(scene, asked, form), statementPane(under), sessionsPane(scene), ...callers, ...roles];
  },
};

/** The gate the cursor is on; the deciding one until it was moved. */
function rungUnder({ result }: Scene, asked: Asked, cursor: string | undefined): Rung | undefined {
  return asked.rungs.find(({ key }) => key === cursor) ?? decidingRung(result, asked) ?? asked.rungs.at(-3);
}

function selected(scene: Scene, further: number): Asked | undefined {
  const asked = askedIn(scene.result);
  return asked.length === 0 ? undefined : asked[(decidingCheck(asked) + further) % asked.length];
}

/** How a resource policy could name the caller. The ARN of a session does not tell its role's path; the role does. */
function formsOf({ world, result }: Scene, asked: Asked | undefined): readonly PrincipalForm[] {
  const principal = asked && principalOf(asked.caller);
  if (principal === undefined) return [];
  if (principal.kind !== 'role-session') return principalForms(principal);
  const caller = result?.trace.find(({ service, reason }) => service === 'call' && reason === 'caller');
  const role = caller && findRole(viewOf(world), caller.at);
  return principalForms({ ...principal, roleArn: role?.arn ?? principal.roleArn });
}

function ladderPane(scene: Scene, asked: Asked | undefined, form: PrincipalForm | undefined): Pane {
  const draw = (width: number): Picture => {
    const chain = drawChain(scene, width);
    const { result } = scene;
    if (asked === undefined || result === undefined)
      // Nothing to point at, so that Why tells what ended the call; the sessions have a pane of their own.
      return { rows: [...chain.rows, ...noPolicy(scene, width)] };
    const deciding = decidingRung(result, asked);
    const crossAccount = result.facts['crossAccount'] === true;
    const advice = asked.entry.verdict === 'pass' ? [] : adviceOf(result.facts['changes']);
    return drawLadder({ asked, deciding, crossAccount, form, advice }, width, chain);
  };
  return {
    id: 'ladder',
    title: 'Gates',
    corner: cornerOf(scene, asked),
    height: {
      least: asked === undefined ? 3 : Math.min(13, asked.rungs.length + 6),
      wanted: (width) => draw(width).rows.length,
    },
    body: { kind: 'picture', draw: ({ width }) => draw(width) },
  };
}

function cornerOf({ result }: Scene, asked: Asked | undefined): Content | undefined {
  if (result === undefined || asked === undefined) return undefined;
  const mark = outcomeMark(result.outcome, result.reason);
  const checks = askedIn(result).length;
  const which =
    checks < 2 ? '' : `  check ${askedIn(result).findIndex(({ entry }) => entry === asked.entry) + 1} of ${checks}`;
  return row(seg(`${mark.glyph} ${mark.word}`, mark.style), seg(which, 'dim'));
}

function noPolicy({ result }: Scene, width: number): readonly Content[] {
  const text =
    result?.verb === 'call'
      ? 'The call ended before any policy was asked: the reason stands under Why.'
      : 'No API call in this step. :call s3:GetObject BUCKET/KEY as WHO makes one.';
  return wrapRow(seg(text, 'dim'), width - 1).map((line) => row(' ', line));
}

function adviceOf(changes: Json | undefined): readonly string[] {
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change: Json) => {
    const says = typeof change === 'object' && change !== null && 'says' in change ? change.says : undefined;
    return typeof says === 'string' ? [says] : [];
  });
}
