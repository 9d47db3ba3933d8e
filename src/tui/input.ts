import type { ReadStream } from 'node:tty';
import { flush, isPaste, type Key, parseKeys } from '../app/key-parser.ts';

/** A lone escape is a key of its own when nothing follows it this soon; arrow keys come in pieces over slow lines. */
const escapeDelay = 30;
/** A long paste comes in chunks; one whose end got lost is taken as it is. */
const pasteDelay = 1000;

/** Reads keys from a terminal in raw mode. Returns how to stop. */
export function readKeys(stdin: Pick<ReadStream, 'on' | 'off' | 'setEncoding'>, take: (key: Key) => void): () => void {
  let pending = '';
  let timer: NodeJS.Timeout | undefined;
  const data = (chunk: string) => {
    clearTimeout(timer);
    const parsed = parseKeys(chunk, pending);
    pending = parsed.pending;
    for (const key of parsed.keys) take(key);
    if (pending === '') return;
    timer = setTimeout(
      () => {
        const keys = flush(pending);
        pending = '';
        for (const key of keys) take(key);
      },
      isPaste(pending) ? pasteDelay : escapeDelay,
    );
  };
  stdin.setEncoding('utf8');
  stdin.on('data', data);
  return () => {
    clearTimeout(timer);
    stdin.off('data', data);
  };
}
