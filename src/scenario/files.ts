import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Source } from '../core/source.ts';
import { YAML_LIMITS } from '../schema/limits.ts';
import type { OpenFile } from '../schema/schema.ts';

/** Bytes a file may have: every character may take four. */
const BYTES_MOST = YAML_LIMITS.characters * 4;

export type FileText = { readonly source: Source } | { readonly problem: string };

/** Reads a text file as UTF-8 (or UTF-16 with a byte order mark); anything else is a problem in words. */
export function readTextFile(path: string, shownAs: string = path): FileText {
  let bytes: Buffer;
  try {
    const size = sizeOfFile(path, shownAs);
    if (typeof size !== 'number') return size;
    bytes = readFileSync(path);
  } catch (error) {
    return { problem: ioProblem(error, shownAs) };
  }
  const text = decode(bytes);
  if (text !== undefined) return { source: { path: shownAs, text } };
  return { problem: `${shownAs} is ${isBinary(bytes) ? 'a binary file, not a text' : 'not in UTF-8'}` };
}

function sizeOfFile(path: string, shownAs: string): number | { readonly problem: string } {
  const stat = statSync(path);
  if (stat.isDirectory()) return { problem: `${shownAs} is a folder, not a file` };
  if (!stat.isFile()) return { problem: `${shownAs} is not a regular file` };
  if (stat.size > BYTES_MOST)
    return { problem: `${shownAs} has ${stat.size} bytes, more than the ${BYTES_MOST} allowed` };
  return stat.size;
}

function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (isBinary(bytes)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8192).includes(0);
}

/** What went wrong with a file, without a stack. */
export function ioProblem(error: unknown, shownAs: string): string {
  const code = (error as { code?: string }).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no file ${shownAs}`;
  if (code === 'EACCES' || code === 'EPERM') return `${shownAs} may not be read`;
  if (code === 'ELOOP') return `${shownAs} is a symbolic link that leads back to itself`;
  if (code === 'EISDIR') return `${shownAs} is a folder, not a file`;
  return `${shownAs} cannot be read (${code ?? 'unknown error'})`;
}

/** Why a file cannot be written, without a stack. */
export function writeProblem(error: unknown, path: string): string {
  const code = (error as { code?: string }).code;
  if (code === 'EEXIST') return `${path} exists already; nothing was written`;
  if (code === 'ENOENT') return `${path} cannot be written: there is no folder ${dirname(path)}`;
  if (code === 'ENOTDIR') return `${path} cannot be written: ${dirname(path)} is not a folder`;
  if (code === 'EISDIR') return `${path} cannot be written: it is a folder`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `${path} cannot be written: it is not allowed`;
  if (code === 'ENOSPC') return `${path} cannot be written: no space is left`;
  return `${path} cannot be written (${code ?? 'unknown error'})`;
}

/**
 * Opens the files a scenario names: only inside its own folder, symbolic links resolved, so that a scenario from a
 * stranger reads nothing else.
 */
export function openFileBeside(scenarioPath: string): OpenFile {
  return (path) => {
    if (isAbsolute(path))
      return { problem: `${path} is an absolute path; files are taken from the scenario's own folder` };
    let folder: string;
    let real: string;
    try {
      folder = realpathSync(dirname(scenarioPath));
      real = realpathSync(join(folder, path));
    } catch (error) {
      return { problem: ioProblem(error, path) };
    }
    const inside = relative(folder, real);
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return { problem: `${path} lies outside the scenario's folder` };
    }
    return readTextFile(real, join(dirname(scenarioPath), path));
  };
}
