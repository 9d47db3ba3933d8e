import type { Place } from '../../../core/source.ts';
import { shortWhere } from '../../excerpt.ts';

/** On narrower screens a place is told by its line alone. */
const fileFrom = 100;

/** Where something stands: `web.yaml:31`, or `:31` where there is little room. */
export function whereIn(place: Place | undefined, width: number): string {
  const where = shortWhere(place);
  return width >= fileFrom ? where : where.slice(where.lastIndexOf(':'));
}
