import type { ApiError } from '../api-error.ts';
import { Cursor, checkPaths } from './cursor.ts';
import type { Substitutions } from './substitutions.ts';
import type { PathPart } from './syntax.ts';

export type Projection = readonly (readonly PathPart[])[];

/** Reads the paths of a projection ("Using projection expressions", Developer Guide). */
export function parseProjection(text: string, substitutions: Substitutions): Projection | ApiError {
  const cursor = new Cursor('ProjectionExpression', text, substitutions);
  const paths: (readonly PathPart[])[] = [];
  while (!cursor.stopped) {
    const path = cursor.path();
    if (path !== undefined) paths.push(path);
    if (cursor.takeMark(',')) continue;
    if (cursor.token.kind !== 'end') cursor.syntaxProblem();
    break;
  }
  checkPaths(cursor, paths);
  return cursor.problem() ?? paths;
}
