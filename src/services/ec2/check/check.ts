import type { Definition } from '../../../core/definition.ts';
import type { Reader } from '../../../schema/reader.ts';

export function checkNetwork(_definition: Definition, _reader: Reader): void {}
