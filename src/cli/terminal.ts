/** Whether the app can run: a terminal on both ends that understands cursor motion, and nobody scripting us. */
export function isInteractive(): boolean {
  return (
    process.stdin.isTTY === true &&
    process.stdout.isTTY === true &&
    process.env['TERM'] !== 'dumb' &&
    process.env['CI'] === undefined
  );
}
