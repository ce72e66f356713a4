/** What is written to the process's standard error while something runs, which is then not shown. */
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
