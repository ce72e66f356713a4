/**
 * The milliseconds of processor time that this process spends during some work. Unlike the time that passes, they do
 * not include the time for which a busy machine does not run the process.
 */
export async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
