/** Captures the process's standard error while a function runs. */
export async function writtenToStandardError(run: () => Promise<void>): Promise<string> {
  const { write } = process.stderr;
  const written: string[] = [];
  process.stderr.write = (text) => written.push(String(text)) > 0;
  try {
    await run();
  } finally {
    process.stderr.write = write;
  }
  return written.join('');
}
