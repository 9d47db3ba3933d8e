import type { Definition } from '../../core/definition.ts';
import type { Reader } from '../../schema/reader.ts';
import { configOf } from './config.ts';
import { applicationsOf } from './engine/run.ts';

/** What only the whole application shows to be wrong. */
export function checkKcl(definition: Definition, reader: Reader): void {
  for (const application of applicationsOf(definition).values()) {
    const { features, version } = configOf(application);
    if (application.leaseAssignmentStrategy !== undefined && !features.leaseCountStrategy) {
      reader.error('wrong-value', `KCL ${version.text} has no lease assignment strategies`, application.place, {
        expected: 'version 3.4.3 or later',
      });
    }
    if (application.retrieval === 'fanOut' && !features.fanOutByDefault) {
      reader.error('wrong-value', `KCL ${version.text} only polls`, application.place, {
        expected: 'retrieval: polling',
      });
    }
    if (application.workers.size === 0) {
      reader.warn('no-workers', `application ${application.name} has no workers: nothing is read`, application.place);
    }
  }
}
