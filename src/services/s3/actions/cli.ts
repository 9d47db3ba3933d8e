import type { Json } from '../../../core/result.ts';
import { parseSize } from '../../../core/size.ts';
import type { AwsCliForm } from '../../service.ts';

type Options = Readonly<Record<string, Json | undefined>>;

const ACCESS_POINT_ARN = /^(arn:[^/]*:accesspoint\/[^/]+)(?:\/(?:object\/)?(.+))?$/s;
/** Documents that are handed on as they stand. */
const VERBATIM: ReadonlySet<string> = new Set(['policy', 'accessControlPolicy']);

/** How the AWS CLI says an operation on a bucket or object; `command` where its name does not follow from ours. */
export function bucketCli(command?: string): AwsCliForm {
  return {
    ...(command === undefined ? {} : { command: `s3api ${command}` }),
    options: (target, given) => ({ ...targetOptions(target), ...givenOptions(given) }),
  };
}

/** The same for an operation on an account or an access point, which stands in another group of commands. */
export function controlCli(command: string, targetOption: string): AwsCliForm {
  return {
    command: `s3control ${command}`,
    options: (target, given) => ({ [targetOption]: target, ...givenOptions(given) }),
  };
}

function targetOptions(target: string | undefined): Options {
  if (target === undefined) return {};
  const point = ACCESS_POINT_ARN.exec(target);
  if (point !== null) return { bucket: point[1], key: point[2] };
  const plain = target.replace(/^s3:\/\/|^arn:[^:]*:s3:::/, '');
  const slash = plain.indexOf('/');
  return slash < 0 ? { bucket: plain } : { bucket: plain.slice(0, slash), key: plain.slice(slash + 1) };
}

/** The CLI counts bytes, and capitalises what stands inside its JSON options. */
function givenOptions(given: Options): Options {
  const options = Object.entries(given).map(([name, value]): [string, Json | undefined] => {
    if (name === 'contentLength' && typeof value === 'string') return [name, String(parseSize(value) ?? value)];
    return [name, VERBATIM.has(name) ? value : capitalised(value)];
  });
  return Object.fromEntries(options);
}

function capitalised(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => capitalised(item) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      capitalised(inner as Json),
    ]),
  );
}
