/** Where a value opens on a line: first of all, or behind a key or a dash. */
const OPENING = /^\s*(?:[^#\s{["'][^#{["']*[:-]\s*|["'][^"']*["']\s*:\s*|-\s*)?(?=[{[])/;

/** How often a text may be looked through in vain, so that no file takes long to be refused. */
const PASSES = 8;

/**
 * JSON that was pasted into a YAML text as it stood elsewhere, indented less than its key or with tabs, laid out on one
 * line: a YAML parser then reads it. Every character keeps its position, so that places stay right. Undefined where the
 * text has no such JSON.
 */
export function withJsonOnOneLine(text: string): string | undefined {
  const budget = { left: PASSES * text.length };
  let laidOut = '';
  let from = 0;
  for (let line = 0; line < text.length && budget.left > 0; ) {
    const next = nextLine(text, line);
    const opening = OPENING.exec(text.slice(line, next));
    const at = line + (opening?.[0].length ?? 0);
    const end = opening === null ? undefined : endOfJson(text, at, budget);
    if (end === undefined || end <= next - 1) {
      line = next;
      continue;
    }
    const start = startOfGap(text, at);
    laidOut += text.slice(from, start) + text.slice(start, end).replace(/[\n\r\t]/g, ' ');
    from = end;
    line = nextLine(text, end);
  }
  return from === 0 ? undefined : laidOut + text.slice(from);
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

/** Between a key at the end of its line and its value on the next there are only blanks. */
function startOfGap(text: string, at: number): number {
  let start = at;
  while (start > 0 && /\s/.test(text[start - 1] ?? '')) start -= 1;
  return text[start - 1] === ':' ? start : at;
}

/** The end of the JSON value that begins here; undefined where it is none. */
function endOfJson(text: string, at: number, budget: { left: number }): number | undefined {
  let depth = 0;
  let next = at;
  for (; next < text.length; next += 1) {
    const character = text[next];
    if (character === '"') {
      next = endOfText(text, next);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) break;
  }
  budget.left -= next - at;
  const end = Math.min(next + 1, text.length);
  return depth === 0 && isJson(text.slice(at, end)) ? end : undefined;
}

/** The position of the quote that closes a text, or of what ends it wrongly. */
function endOfText(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] === '\\') next += 1;
    else if (text[next] === '"' || text[next] === '\n') return next;
  }
  return text.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
